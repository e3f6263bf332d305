import { context, type EpcisEvent } from './event.ts'

declare global {
  interface JSON {
    /** ECMAScript: a number with its digits as written, without a float in between. */
    rawJSON(text: string): unknown
  }
}

/**
 * An EPCISDocument (EPCIS 2.0, JSON-LD) in pieces, one for each event, so that a document of any size needs the memory of one event.
 * @param creationDate when the document is made; it is not part of an event's id
 */
export async function* epcisDocument(
  events: AsyncIterable<EpcisEvent> | Iterable<EpcisEvent>,
  creationDate: string,
): AsyncGenerator<string> {
  const head = { '@context': context, type: 'EPCISDocument', schemaVersion: '2.0', creationDate }
  yield `${JSON.stringify(head).slice(0, -1)},"epcisBody":{"eventList":[`
  let separator = '\n'
  for await (const event of events) {
    yield separator + eventJson(event)
    separator = ',\n'
  }
  yield '\n]}}\n'
}

/** One event; its quantities are numbers with exactly their digits. */
export const eventJson = (event: EpcisEvent): string =>
  JSON.stringify(event, (key, value) => (key === 'quantity' ? JSON.rawJSON(value) : value))
