import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto'

// Cognito takes the group of RFC 3526 with 3,072 bits, and the generator 2.
const group = getDiffieHellman('modp15')
const prime = BigInt(`0x${group.getPrime('hex')}`)
const generator = BigInt(`0x${group.getGenerator('hex')}`)

/** What the pool answers to the first message of a client. */
export interface Challenge {
  readonly SALT: string
  readonly SRP_B: string
  readonly SECRET_BLOCK: string
  readonly USER_ID_FOR_SRP: string
}

export interface Srp {
  /** The first message to the pool, as hexadecimal digits. */
  readonly SRP_A: string
  /** The proof that the client knows the password, for `RespondToAuthChallenge`. */
  prove(
    challenge: Challenge,
    at: Date,
  ): {
    readonly TIMESTAMP: string
    readonly PASSWORD_CLAIM_SECRET_BLOCK: string
    readonly PASSWORD_CLAIM_SIGNATURE: string
  }
}

/**
 * A sign-in by the Secure Remote Password protocol (RFC 5054) as a Cognito user pool speaks it: the password itself is not sent.
 * @param pool `eu-west-3_Abc123`; the pool hashes only the part behind `_`.
 * @throws of `prove`, when the challenge is one that would give the password away.
 */
export function srp(pool: string, password: string, secret = numberOf(randomBytes(128))): Srp {
  const [, poolName = pool] = pool.split('_')
  const mine = power(generator, secret)
  return {
    SRP_A: mine.toString(16),
    prove({ SALT, SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP: user }, at) {
      const theirs = BigInt(`0x${SRP_B}`)
      const scrambled = numberOf(hash(bytesOf(mine), bytesOf(theirs)))
      if (theirs % prime === 0n || scrambled === 0n)
        throw new Error('The user pool sent a challenge that no pool sends.')
      const multiplier = numberOf(hash(bytesOf(prime), bytesOf(generator)))
      const known = numberOf(hash(bytesOf(BigInt(`0x${SALT}`)), hash(Buffer.from(`${poolName}${user}:${password}`))))
      const base = (((theirs - multiplier * power(generator, known)) % prime) + prime) % prime
      const shared = power(base, secret + scrambled * known)
      const key = Buffer.from(hkdfSync('sha256', bytesOf(shared), bytesOf(scrambled), 'Caldera Derived Key', 16))
      const TIMESTAMP = timestampOf(at)
      const claimed = [Buffer.from(`${poolName}${user}`), Buffer.from(SECRET_BLOCK, 'base64'), Buffer.from(TIMESTAMP)]
      const PASSWORD_CLAIM_SIGNATURE = createHmac('sha256', key).update(Buffer.concat(claimed)).digest('base64')
      return { TIMESTAMP, PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK, PASSWORD_CLAIM_SIGNATURE }
    },
  }
}

/** `Sun Nov 9 07:03:05 UTC 2026`: the day without a zero before it. */
function timestampOf(at: Date): string {
  const [weekday, day, month, year, time] = at.toUTCString().replace(',', '').split(' ')
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base % prime]
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % prime
    square = (square * square) % prime
  }
  return result
}

const hash = (...parts: readonly Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()
const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`)

/** Big-endian, with a zero byte in front where the first bit is set: the pool hashes numbers with a sign. */
function bytesOf(number: bigint): Buffer {
  const digits = number.toString(16)
  const even = digits.length % 2 === 0 ? digits : `0${digits}`
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex')
}
