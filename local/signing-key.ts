import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { CannotStart } from './cannot-start.ts'
import { replaceFile } from './disk.ts'

export interface SigningKey {
  readonly signing: CryptoKey | Uint8Array
  readonly verifying: JWK
}

/** API Gateway's JWT authorizer accepts RSA signatures only. */
export const algorithm = 'RS256'

/** @param folder of the keys, so that tokens outlive a restart; in memory without it. */
export async function signingKey(site: string, folder: string | undefined): Promise<SigningKey> {
  const file = folder === undefined ? undefined : join(folder, `signing-key-${site}.json`)
  const secret = file !== undefined && existsSync(file) ? readKey(file) : await freshKey()
  if (file !== undefined && !existsSync(file)) replaceFile(file, JSON.stringify(secret), 0o600)
  const { kty, n, e, kid } = secret
  return {
    signing: await importJWK(secret, algorithm),
    verifying: {
      ...(kty && { kty }),
      ...(n && { n }),
      ...(e && { e }),
      ...(kid && { kid }),
      alg: algorithm,
      use: 'sig',
    },
  }
}

async function freshKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: randomUUID() }
}

function readKey(file: string): JWK {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new CannotStart(`The signing key ${file} cannot be read; delete it, and a new one is made.`)
  }
}
