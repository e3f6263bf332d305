import { randomInt } from 'node:crypto'

/** Without characters that are taken for each other when they are read out or copied by hand: 0 O o, 1 l I, 5 S. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRTUVWXYZ2346789'
const demanded = [/[a-z]/, /[A-Z]/, /[0-9]/]

/** A temporary password of four groups: 16 of 54 characters, about 92 bits. The hyphens are the symbol that the pool demands. */
export function temporaryPassword(): string {
  for (;;) {
    const characters = Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('')
    if (demanded.every((kind) => kind.test(characters))) return characters.replaceAll(/(.{4})(?=.)/g, '$1-')
  }
}
