import type { Sentences } from '../sentence.ts'
import { allOf, counted } from './words.ts'

/** A value as a sender wrote it, on one line. */
const quoted = (value: string) => JSON.stringify(value)

interface Named {
  readonly element: string
}
interface Written extends Named {
  readonly value: string
}

/** What is wrong with a B2MML message of an ERP. The names are those of the elements of B2MML. */
export const messages = {
  'invalid-request/b2mml-too-long': (p: { characters: number; most: number }) =>
    `The message has ${p.characters} characters; at most ${p.most} are read at once. Send it in parts.`,
  'invalid-request/b2mml-not-utf8': () => 'The message is not proper UTF-8. Send it encoded as UTF-8.',
  'invalid-request/b2mml-control-character': () =>
    'The message holds a control character or half a character. Remove it and send again.',
  'invalid-request/b2mml-long-name': (p: { name: string; most: number }) =>
    `The name ${quoted(p.name)} is longer than ${p.most} characters. Send B2MML names only.`,
  'invalid-request/b2mml-too-many-elements': (p: { most: number }) =>
    `The message has more than ${p.most} elements. Send it in parts.`,
  'invalid-request/b2mml-json-too-deep': (p: { depth: number }) =>
    `The JSON is nested deeper than ${p.depth} elements. Send a flatter message.`,
  'invalid-request/b2mml-json-no-object': () => 'The JSON is not an object. Send {"Sync...": {...}}.',
  'invalid-request/b2mml-json-no-root': () =>
    'The JSON has no single root member. Send one B2MML message, as {"Sync...": {...}}.',
  'invalid-request/b2mml-not-json': (p: { reason: string }) =>
    `The message is not JSON (${p.reason}). Correct it and send again.`,
  'invalid-request/b2mml-json-list': () =>
    'The JSON holds a list where a value or an object is meant. Send it as the schema says.',
  'invalid-request/b2mml-document-type': () =>
    'The message declares a document type or an entity. Send it without a DTD.',
  'invalid-request/b2mml-not-well-formed': (p: { line: number; reason: string }) =>
    `The XML is not well-formed at line ${p.line}: ${p.reason} Correct it and send again.`,
  'invalid-request/b2mml-xml-no-root': () => 'The XML has no single root element. Send one B2MML message.',
  'invalid-request/b2mml-xml-too-deep': (p: { depth: number }) =>
    `The XML is nested deeper than ${p.depth} elements. Send a flatter message.`,
  'invalid-request/b2mml-not-xml': (p: { reason: string }) =>
    `The XML cannot be parsed (${p.reason}). Correct it and send again.`,
  'invalid-request/b2mml-unknown-entity': (p: { reference: string }) =>
    `The XML refers to ${quoted(p.reference)}, which XML itself does not know. Write the text.`,

  'invalid-request/b2mml-root': (p: { root: string }) =>
    `The root is ${quoted(p.root)}; send Sync, Process, Change or Cancel and a noun, such as SyncProductionSchedule.`,
  'invalid-request/b2mml-noun': (p: { noun: string; nouns: readonly string[] }) =>
    `The noun ${quoted(p.noun)} is not taken here; send one of ${allOf(p.nouns)}.`,
  'invalid-request/b2mml-no-data-area': (p: { root: string }) => `${p.root} has to have one DataArea; it has none.`,
  'invalid-request/b2mml-several-data-areas': (p: { root: string }) =>
    `${p.root} has to have one DataArea; it has several.`,
  'invalid-request/b2mml-no-body': (p: { noun: string }) => `DataArea has no ${p.noun}; add what the message is about.`,
  'invalid-request/b2mml-action-codes': (p: { codes: readonly string[]; verb: string }) =>
    `A ${p.verb} does not follow the action codes ${p.codes.map(quoted).join(', ')}; send one message for each of Add, Change and Delete.`,
  'invalid-request/b2mml-part': ({ element }: Named) =>
    `${quoted(element)} is not taken here; send definitions, lots and sublots.`,
  'invalid-request/b2mml-no-order': ({ element }: Named) => `${element} has no order in it; add one or do not send it.`,
  'invalid-request/b2mml-stated-twice': (p: { object: string }) =>
    `The message states ${p.object} twice; the first is taken. Send it once.`,
  'invalid-request/b2mml-more-faults': (p: { count: number }) =>
    `${counted(p.count, 'more fault is', 'more faults are')} not listed; correct these and send again.`,
  'invalid-request/b2mml-cancellation': (p: { of: string }) =>
    `A ${p.of} is not cancelled by a message; reject or scrap it in Andon.`,

  'invalid-request/b2mml-several': (p: Named & { child: string; count: number }) =>
    `${p.element} has ${p.count} ${p.child} elements where one is meant; send one.`,
  'invalid-request/b2mml-missing': (p: Named & { child: string }) => `${p.element} has no ${p.child}; add it.`,
  'invalid-request/b2mml-identifier': (p: Written) =>
    `${p.element} is ${quoted(p.value)}; an id has 1 to 64 letters, digits, dots, underscores or hyphens and starts with a letter or digit.`,
  'invalid-request/b2mml-lot-id': (p: Written) =>
    `${p.element} is ${quoted(p.value)}; the id of a lot has 1 to 64 letters, digits, dots, underscores or hyphens and starts with a letter or digit, or has 1 to 20 letters, digits and !"%&'()*+,-./:;<=>?_.`,
  'invalid-request/b2mml-no-unit': () => 'Quantity has no UnitOfMeasure; add one, such as KG.',
  'invalid-request/b2mml-no-quantity': ({ element }: Named) =>
    `${element} has no Quantity; add QuantityString and UnitOfMeasure.`,
  'invalid-request/b2mml-decimal': (p: { value: string }) =>
    `QuantityString is ${quoted(p.value)}; write a plain decimal such as 5.000, with at most 15 digits before the point and 12 after it.`,
  'invalid-request/b2mml-zero': (p: { value: string }) =>
    `QuantityString is ${quoted(p.value)}; a quantity is more than zero.`,
  'invalid-request/b2mml-unit': (p: { unit: string }) =>
    `The unit ${quoted(p.unit)} is not known; use a UCUM, UN/ECE Rec. 20 or SAP code such as kg, KGM or KG, in its own case.`,
  'invalid-request/b2mml-long-text': (p: Named & { characters: number; most: number }) =>
    `${p.element} is ${p.characters} characters long; at most ${p.most} are kept. Shorten it.`,
  'invalid-request/b2mml-time': (p: Written) =>
    `${p.element} is ${quoted(p.value)}; write a time with its offset, such as 2026-03-01T08:00:00Z.`,

  'invalid-request/b2mml-no-base-unit': () =>
    'MaterialDefinition has no property BaseUnitOfMeasure; add it, such as KG.',
  'invalid-request/b2mml-two-base-units': () => 'MaterialDefinition has two base units; send one.',
  'invalid-request/b2mml-lot-without-material': () => 'MaterialLot names no material; add MaterialDefinitionID.',
  'invalid-request/b2mml-sublot-of-bad-lot': () =>
    'MaterialSubLot is in a lot without a usable ID; correct the ID of the lot.',
  'invalid-request/b2mml-sublot-without-material': () =>
    'MaterialSubLot is in a lot that names no material; add MaterialDefinitionID to the lot.',
  'invalid-request/b2mml-two-expiries': ({ element }: Named) => `${element} has two expiry dates; send one.`,
  'invalid-request/b2mml-lot-status': (p: Written) =>
    `${p.element} is ${quoted(p.value)}; use Valid, NotValid or Rejected.`,

  'invalid-request/b2mml-no-product': ({ element }: Named) =>
    `${element} does not say what it makes; add a MaterialRequirement with MaterialUse Produced and a Quantity.`,
  'invalid-request/b2mml-two-products': (p: Named & { product: string; other: string }) =>
    `${p.element} makes ${p.product} and ${p.other} side by side; send one order for each, or mark the lesser as By-product Produced.`,
  'invalid-request/b2mml-other-work': (p: Written) =>
    `${p.element} is ${quoted(p.value)}; only Production orders are taken here.`,
  'invalid-request/b2mml-command': () =>
    'A JobOrder Command is not carried out from a message; use the order operations of the API.',
  'invalid-request/b2mml-order-state': (p: Written) =>
    `${p.element} is ${quoted(p.value)}; use one of B2MML, such as Released.`,
  'invalid-request/b2mml-segment-state': (p: { value: string }) =>
    `SegmentState is ${quoted(p.value)}; a part of an order is not withdrawn or moved on by a message. Send the whole order with its state.`,
  'invalid-request/b2mml-priority': (p: { value: string }) =>
    `Priority is ${quoted(p.value)}; write a whole number from 1 to 999.`,
  'invalid-request/b2mml-no-segment': ({ element }: Named) =>
    `${element} has no SegmentRequirement; add what is to be made.`,
  'invalid-request/b2mml-sublot-without-lot': ({ element }: Named) =>
    `${element} names a sublot and not its lot; add MaterialLotID.`,
  'invalid-request/b2mml-container-without-lot': () => 'A container has no MaterialLotID; add it.',
  'invalid-request/b2mml-no-use': ({ element }: Named) => `${element} has no MaterialUse; write Consumed or Produced.`,
  'invalid-request/b2mml-use': (p: { value: string }) =>
    `MaterialUse is ${quoted(p.value)}; write Consumed or Produced.`,
  'invalid-request/b2mml-two-lines': (p: { lineId: string }) =>
    `Two material lines have the id ${quoted(p.lineId)}; number them apart.`,
  'invalid-request/b2mml-long-line': (p: { lineId: string }) =>
    `The line id ${quoted(p.lineId)} is too long; shorten the ID of the segment.`,
  'invalid-request/b2mml-two-indices': () => 'MaterialRequirement has two Indice values; send one.',
  'invalid-request/b2mml-two-values': (p: { parameterId: string }) =>
    `Parameter ${quoted(p.parameterId)} has two values; send one.`,
  'invalid-request/b2mml-no-value': (p: { parameterId: string }) =>
    `Parameter ${quoted(p.parameterId)} has no ValueString; add it.`,
} as const satisfies Sentences
