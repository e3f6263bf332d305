import { createHmac } from 'node:crypto'

export const stepSeconds = 30
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The six digits that an authenticator app shows (RFC 6238, SHA-1, steps of 30 s). `secret` is in base 32, as the app takes it. */
export function totp(secret: string, at: Date): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 1000 / stepSeconds)))
  const digest = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0xf
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

/** @throws for a character that base 32 does not have. */
function bytesOf(secret: string): Buffer {
  const bits = [...secret.toUpperCase().replace(/[\s=]/g, '')].map((letter) => {
    const value = letters.indexOf(letter)
    if (value < 0)
      throw new Error(`The secret of a second factor has only letters and the digits 2 to 7, not ${letter}.`)
    return value.toString(2).padStart(5, '0')
  })
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
