import { context, type EpcisEvent } from './event.ts'

declare global {
  interface JSON {
    /** ECMAScript: a number that is written as it stands, without passing through a float. */
    rawJSON(text: string): unknown
  }
}

/**
 * An EPCISDocument (EPCIS 2.0, JSON-LD) in pieces, one for each event, so that a document of any size is written in the memory of one.
 * @param creationDate when the document is made, which is no part of the id of an event
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

/** One event, with its quantities as numbers of exactly the digits that they have. */
export const eventJson = (event: EpcisEvent): string =>
  JSON.stringify(event, (key, value) => (key === 'quantity' ? JSON.rawJSON(value) : value))
