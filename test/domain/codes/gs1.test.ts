import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDigit, type Gs1Reading, makeSscc, readGln, readGtin, readSscc } from '../../../shared/domain/codes/gs1.ts'
import { inWords } from '../../support/words.ts'

const digitsOf = (least: number, most = least) =>
  fc.array(fc.nat(9), { minLength: least, maxLength: most }).map((it) => it.join(''))
const aKey = fc.constantFrom(8, 12, 13, 14, 18).chain((length) => digitsOf(length - 1).map((it) => it + checkDigit(it)))
const read = (key: string): Gs1Reading<string> => (key.length === 18 ? readSscc(key) : readGtin(key))
const kindsOf = (reading: Gs1Reading<unknown>) =>
  reading.outcome === 'faulty' ? reading.faults.map(({ kind }) => kind) : []

describe('a check digit', () => {
  test.each([
    ['629104150021', '3'],
    ['37610425002123456', '9'],
    ['9638507', '4'],
    ['01234567890', '5'],
    ['978030640615', '7'],
  ])('of %s is %s, as in GS1 examples', (digits, expected) => expect(checkDigit(digits)).toBe(expected))

  test('finds every single wrong digit', () => {
    fc.assert(
      fc.property(aKey, fc.nat(), fc.integer({ min: 1, max: 9 }), (key, place, more) => {
        const at = place % key.length
        const wrong = `${key.slice(0, at)}${(Number(key[at]) + more) % 10}${key.slice(at + 1)}`
        expect(kindsOf(read(wrong))).toEqual(['check-digit'])
      }),
    )
  })

  test('finds every swap of neighbours, except digits that differ by five', () => {
    fc.assert(
      fc.property(aKey, fc.nat(), (key, place) => {
        const at = place % (key.length - 1)
        const [one, other] = [Number(key[at]), Number(key[at + 1])]
        const swapped = `${key.slice(0, at)}${other}${one}${key.slice(at + 2)}`
        const blind = Math.abs(one - other) % 5 === 0
        expect(kindsOf(read(swapped))).toEqual(blind ? [] : ['check-digit'])
      }),
    )
  })
})

describe('a key', () => {
  test('is read whole', () => {
    expect(readSscc('376104250021234569')).toEqual({ outcome: 'sound', value: '376104250021234569' })
    expect(readGln('9521234000006')).toEqual({ outcome: 'sound', value: '9521234000006' })
  })

  test.each([
    ['96385074', '00000096385074'],
    ['012345678905', '00012345678905'],
    ['6291041500213', '06291041500213'],
    ['09521234543213', '09521234543213'],
  ])('of a trade item, %s, becomes %s', (text, value) => expect(readGtin(text)).toEqual({ outcome: 'sound', value }))

  test('does not change when it is normalised again', () => {
    fc.assert(
      fc.property(
        aKey.filter(({ length }) => length !== 18),
        (key) => {
          const once = readGtin(key)
          expect(once.outcome === 'sound' && readGtin(once.value)).toEqual(once)
        },
      ),
    )
  })

  test('that is too short and holds a letter is refused for both reasons, and says how many digits there should be', () => {
    expect(readSscc('3761O425002')).toMatchObject({
      faults: [
        { kind: 'character', why: { variant: 'digits', params: { of: 'sscc', characters: ['O'] } } },
        { kind: 'length', why: { variant: 'key-length', params: { of: 'sscc', lengths: [18], length: 11 } } },
      ],
    })
    expect(kindsOf(readGtin(''))).toEqual(['length'])
  })

  test('with digits other than 0 to 9 is refused, and invisible characters are named by their number', () => {
    expect(kindsOf(readGln('٩٥٢١٢٣٤٠٠٠٠٠٤'))).toEqual(['character'])
    const unseen = readGln('9521234\u200b000004')
    const said = unseen.outcome === 'faulty' ? unseen.faults.map(({ why }) => inWords(why)) : []
    expect(said).toEqual([expect.stringContaining('not U+200B'), expect.anything()])
  })

  test('never makes the reader throw, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const reading of [readSscc(text), readGtin(text), readGln(text)])
          expect(reading.outcome === 'sound' || reading.faults.length > 0).toBe(true)
      }),
    )
  })
})

describe('an SSCC', () => {
  const parts = fc
    .integer({ min: 4, max: 12 })
    .chain((length) => fc.tuple(digitsOf(1), digitsOf(length), digitsOf(1, 16 - length)))

  test('is made of its parts and can be read back', () => {
    expect(makeSscc('3', '7610425', '2123456')).toEqual({ outcome: 'sound', value: '376104250021234569' })
    fc.assert(
      fc.property(parts, ([extension, prefix, serial]) => {
        const made = makeSscc(extension, prefix, serial)
        if (made.outcome === 'faulty') throw new Error(JSON.stringify(made))
        expect(readSscc(made.value)).toEqual(made)
        expect(made.value.startsWith(`${extension}${prefix}`)).toBe(true)
        expect(BigInt(made.value.slice(1 + prefix.length, -1))).toBe(BigInt(serial))
      }),
    )
  })

  test('is the same for two serial references only if they are the same number', () => {
    fc.assert(
      fc.property(parts, digitsOf(1, 4), ([extension, prefix, serial], other) => {
        const same =
          JSON.stringify(makeSscc(extension, prefix, serial)) === JSON.stringify(makeSscc(extension, prefix, other))
        expect(same).toBe(BigInt(serial) === BigInt(other))
      }),
    )
  })

  test('is refused for every part that does not fit', () => {
    expect(kindsOf(makeSscc('10', '76A', '1'))).toEqual(['length', 'character', 'length'])
    expect(makeSscc('3', '7610425', '1234567890')).toMatchObject({
      faults: [{ kind: 'length', why: { params: { of: 'serial-reference', least: 1, most: 9, length: 10 } } }],
    })
  })
})
