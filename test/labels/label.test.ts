import fc from 'fast-check'
import PDFDocument from 'pdfkit'
import { describe, expect, test } from 'vitest'
import type { LotId, MaterialId, OrderId, SublotId } from '../../events/identifiers.ts'
import type { Sscc } from '../../shared/domain/codes/gs1.ts'
import { drawn, font } from '../../shared/labels/font.ts'
import { type DispensingData, dispensingLabel, type Label, logisticLabel } from '../../shared/labels/label.ts'
import { type Box, widthOf } from '../../shared/labels/layout.ts'
import { outlineOf } from '../../shared/labels/symbol.ts'
import { dec } from '../support/given.ts'
import { anyDispensed, anyLabel, dispensed, pallet } from './labels.ts'

const wordsOn = ({ texts }: Label): string => texts.map(({ text }) => text).join('\n')
const contentOf = (label: Label): string[] => label.symbols.map(({ content }) => content.replaceAll('\u001d', '|'))

describe('the label of a dispensed container', () => {
  test('says what it is, how much, of which lot, for which order, and who weighed and verified it', () => {
    const words = wordsOn(dispensingLabel(dispensed))
    for (const word of [
      'Paracétamol DC 90 %',
      'PARA-500',
      'RM-2026-00417',
      'C-000_17 (1 of 3)',
      '12.500 kg',
      '0.450 kg, 12.950 kg',
      '99.2 %',
      '2027-02-28',
      '258456, dispense',
      'Łagodzący syrop',
      'H302, H412',
      '2026-11-22 20:53 UTC by Ana Petrović',
      'Zoë O’Neill',
    ])
      expect(words).toContain(word)
  })

  test('names lot, container and order in its symbol, and its SSCC where it has one', () => {
    expect(contentOf(dispensingLabel(dispensed))).toEqual(['91RM-2026-00417|92C-000_17|93258456'])
    expect(contentOf(dispensingLabel({ ...dispensed, sscc: pallet.sscc }))).toEqual([
      '0039521234000000017591RM-2026-00417|92C-000_17|93258456',
    ])
  })

  test('says that it is a reprint from the second print on', () => {
    expect(wordsOn(dispensingLabel(dispensed))).not.toContain('REPRINT')
    expect(wordsOn(dispensingLabel({ ...dispensed, print: 2 }))).toContain('2 (REPRINT)')
  })

  test('leaves out what nobody has said', () => {
    const { tare, gross, potency, expires, verifiedBy, position, ...least } = dispensed
    const words = wordsOn(dispensingLabel(least))
    for (const name of ['Tare', 'Potency', 'Expires', 'Verified', 'undefined']) expect(words).not.toContain(name)
  })
})

describe('the label of a logistic unit', () => {
  test('has its SSCC in both symbols, and in one of them what is inside', () => {
    expect(contentOf(logisticLabel(pallet))).toEqual([
      '003952123400000001750209521234543213112611201729103133010051253' + '7480|10B-2026-118',
      '00395212340000000175',
    ])
  })

  test('has a lot that no partner knows, or that is too long for a batch number, under an identifier of its own', () => {
    const { contents, ...own } = pallet
    expect(contentOf(logisticLabel(own))[0]).toBe('00395212340000000175330100512591B-2026-118')
    const long = 'A-LOT-OF-MORE-THAN-TWENTY-CHARACTERS' as LotId
    expect(contentOf(logisticLabel({ ...pallet, lotId: long }))[0]).toContain(`|91${long}`)
  })

  test('has a gross weight that six digits cannot tell in letters only', () => {
    const label = logisticLabel({ ...pallet, gross: { value: dec('512.1234567'), unit: 'kg' } })
    expect(wordsOn(label)).toContain('512.1234567 kg')
    expect(contentOf(label)[0]).not.toContain('330')
  })

  test('is not made with a number that is none: whoever asks has to have checked it', () => {
    expect(() => logisticLabel({ ...pallet, sscc: '395212340000000174' as Sscc })).toThrow('check-digit')
    expect(() => logisticLabel({ ...pallet, expires: '2029-02-30' })).toThrow('"date":"2029-02-30"')
  })
})

describe('the layout of a label', () => {
  const textBoxes = ({ texts }: Label): Box[] =>
    texts.map(({ x, y, size, text }) => ({ x, y, width: widthOf(text) * size, height: size }))
  /** Symbols with the quiet zone that GS1 asks for: one module around a matrix, ten beside bars. */
  const symbolBoxes = ({ symbols }: Label): Box[] =>
    symbols.map((symbol) => {
      const { columns, rows } = outlineOf(symbol)
      const quiet = (symbol.kind === 'gs1-128' ? 10 : 1) * symbol.module
      const above = symbol.kind === 'gs1-128' ? 0 : quiet
      const height = symbol.kind === 'gs1-128' ? symbol.height : rows * symbol.module
      const width = columns * symbol.module + 2 * quiet
      return { x: symbol.x - quiet, y: symbol.y - above, width, height: height + 2 * above }
    })
  const overlap = (one: Box, other: Box): boolean =>
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height

  test('keeps every text and symbol on the label and apart from every other, whatever they say', () => {
    fc.assert(
      fc.property(anyLabel, (label) => {
        const boxes = [...textBoxes(label), ...symbolBoxes(label)]
        const outside = boxes.filter(
          ({ x, y, width, height }) => x < 0 || y < 0 || x + width > label.width || y + height > label.height,
        )
        const crossing = boxes.flatMap((one, at) =>
          boxes.slice(at + 1).flatMap((other) => (overlap(one, other) ? [[one, other]] : [])),
        )
        expect({ outside, crossing }).toEqual({ outside: [], crossing: [] })
      }),
    )
  })

  test('hides nothing: a text that is cut says so', () => {
    const visible = (text: string) =>
      text
        .toWellFormed()
        .normalize('NFC')
        .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]/gu, '')
    fc.assert(
      fc.property(anyDispensed, (data) => {
        const label = dispensingLabel(data)
        const words = visible(wordsOn(label))
        const cut = label.texts.some(({ text }) => text.endsWith('…'))
        const whole = [data.material.name, data.order.product, data.dispensedBy].every((it) =>
          words.includes(visible(it)),
        )
        expect(cut || whole).toBe(true)
      }),
    )
  })

  test('shows the ids of a container whole, however long they are and whatever else there is to say', () => {
    const endless = 'WWWW '.repeat(40)
    const talkative: DispensingData = {
      ...dispensed,
      print: 99,
      position: { number: 11, of: 12 },
      material: { materialId: 'M'.repeat(64) as MaterialId, name: endless, hazards: [endless, endless] },
      order: { orderId: 'W'.repeat(64) as OrderId, product: endless, step: endless },
      tare: { value: dec('999999999999999.999999999999'), unit: 'kg' },
      gross: { value: dec('999999999999999.999999999999'), unit: 'kg' },
      dispensedBy: endless,
      verifiedBy: endless,
    }
    const wide = fc.constantFrom('W', 'M', 'a-', '0').map((it) => it.repeat(64).slice(0, 64))
    fc.assert(
      fc.property(fc.oneof(anyDispensed, fc.constant(talkative)), wide, wide, (data, lotId, containerId) => {
        const label = dispensingLabel({ ...data, lotId: lotId as LotId, containerId: containerId as SublotId })
        expect(wordsOn(label).replaceAll('\n', '')).toContain(`Lot${lotId}Container${containerId}`)
      }),
    )
  })

  test('reckons no character narrower than the font of the document draws it', () => {
    const page = new PDFDocument({ font: '', size: [10, 10] }).font(font).fontSize(1)
    const narrow = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).filter(
      (it) => drawn.test(it) && page.widthOfString(it) > widthOf(it),
    )
    expect(narrow).toEqual([])
  })
})
