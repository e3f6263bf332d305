import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { dispensingLabel, type Label, logisticLabel } from '../../shared/labels/label.ts'
import { svgOf } from '../../shared/labels/svg.ts'
import { histories } from '../support/seeded.ts'
import { decoded, painted } from './decoder.ts'
import { anyLabel, dispensed, pallet } from './labels.ts'

const reader = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => name === 'text' || name === 'path',
})

interface Picture {
  readonly svg: {
    readonly width: string
    readonly height: string
    readonly g: { readonly text: readonly { readonly '#text'?: string }[] }
    readonly path: readonly { readonly d: string }[]
  }
}
const read = (label: Label): Picture => reader.parse(svgOf(label))

const outlinesIn = ({ svg }: Picture): [number, number][][] =>
  svg.path.flatMap(({ d }) =>
    [...d.matchAll(/M([^Z]+)Z/g)].map(([, points = '']) =>
      points.split('L').map((point): [number, number] => {
        const [x, y] = point.split(' ').map(Number)
        return [x ?? 0, y ?? 0]
      }),
    ),
  )

describe('a label as a picture', () => {
  test('has its own size in millimetres', () => {
    expect(read(logisticLabel(pallet)).svg).toMatchObject({ width: '105mm', height: '148mm' })
  })

  test('says every text of its label, whatever is written in it', () => {
    const name = '<script>alert("1")</script> & Ωμέγα'
    const label = dispensingLabel({ ...dispensed, material: { ...dispensed.material, name } })
    expect(svgOf(label)).not.toContain('<script')
    const said = read(label).svg.g.text.map((it) => it['#text'])
    expect(said).toEqual(label.texts.map(({ text }) => text))
  })

  test('is well formed, and draws symbols that a reader reads, with whatever ids in them', async () => {
    await fc.assert(
      fc.asyncProperty(anyLabel, async (label) => {
        expect(XMLValidator.validate(svgOf(label))).toBe(true)
        const picture = painted(outlinesIn(read(label)), label.width, label.height, 8)
        const expected = label.symbols.map(({ kind, content }) => `${kind === 'gs1-128' ? ']C1' : ']d2'}${content}`)
        expect(await decoded(picture)).toEqual(expected.sort())
      }),
      { numRuns: histories(25, 8) },
    )
  })
})
