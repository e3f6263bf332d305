import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { documents } from '../../docs/generate.ts'

interface Message {
  readonly title: string
  readonly summary: string
  readonly payload: object
  readonly examples: readonly { readonly payload: unknown }[]
}
interface Channel {
  readonly title: string
  readonly description: string
  readonly servers: readonly { readonly $ref: string }[]
  readonly messages: Readonly<Record<string, Message>>
}
const document = documents['asyncapi.json']() as {
  readonly servers: object
  readonly channels: Record<string, Channel>
  readonly operations: Record<string, { readonly summary: string; readonly channel: { readonly $ref: string } }>
}
const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema(document, 'asyncapi')

const messages = Object.entries(document.channels).flatMap(([channel, { messages: of }]) =>
  Object.entries(of).map(([name, message]) => ({ channel, name, ...message })),
)

describe('The document of the messages', () => {
  it.each(messages)(
    'says of $name on $channel what it is, and shows it',
    ({ channel, name, title, summary, examples }) => {
      expect(title).toBeTruthy()
      expect(summary).toMatch(/\.$/)
      const validate = ajv.compile({ $ref: `asyncapi#/channels/${channel}/messages/${name}/payload` })
      expect(examples.length).toBeGreaterThan(0)
      for (const { payload } of examples) {
        validate(payload)
        expect(validate.errors ?? []).toEqual([])
      }
    },
  )

  it.each(Object.entries(document.channels))(
    'says of channel %s what it is for, and on which servers',
    (_, channel) => {
      expect(channel.title).toBeTruthy()
      expect(channel.description).toMatch(/\.$/)
      const known = Object.keys(document.servers).map((name) => `#/servers/${name}`)
      expect(channel.servers.filter(({ $ref }) => !known.includes($ref))).toEqual([])
    },
  )

  it('has an operation for each channel', () => {
    const used = Object.values(document.operations).map(({ channel }) => channel.$ref)
    expect([...new Set(used)].sort()).toEqual(
      Object.keys(document.channels)
        .map((name) => `#/channels/${name}`)
        .sort(),
    )
  })
})
