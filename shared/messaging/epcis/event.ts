import type { Decimal } from '../../../events/quantity.ts'

/**
 * The five events of EPCIS 2.0 (ISO/IEC 19987, section 7.4) as JSON-LD writes them, with the terms of CBV 2.0 (ISO/IEC 19988) that a plant needs.
 * There are no fields for sensor data: measurements of a plant are in its batch record.
 */
export type EpcisEvent = ObjectEvent | AggregationEvent | TransactionEvent | TransformationEvent | AssociationEvent

/** Objects get their name (ADD), are observed (OBSERVE), or cease to exist (DELETE). Only an ADD has `ilmd`. */
export type ObjectEvent = Event<'ObjectEvent'> & Has<'action'> & May<'epcList' | 'quantityList' | 'ilmd'>
/** Objects are put into a container (ADD) or taken out (DELETE); a DELETE without a child empties it. */
export type AggregationEvent = Event<'AggregationEvent'> &
  Has<'action' | 'parentID'> &
  May<'childEPCs' | 'childQuantityList'>
/** Objects belong to business transactions, such as orders. */
export type TransactionEvent = Event<'TransactionEvent'> &
  Has<'action' | 'bizTransactionList'> &
  May<'epcList' | 'quantityList'>
/** Objects are consumed and others are made. Events with one `transformationID` are one: any input may be in any output. */
export type TransformationEvent = Event<'TransformationEvent'> &
  May<'transformationID' | 'inputEPCList' | 'inputQuantityList' | 'outputEPCList' | 'outputQuantityList' | 'ilmd'>
/** Objects are built into another one permanently (ADD), or taken out of it again (DELETE). */
export type AssociationEvent = Event<'AssociationEvent'> &
  Has<'action' | 'parentID'> &
  May<'childEPCs' | 'childQuantityList'>

export type AnyEvent = Event<EpcisEvent['type']> & Partial<Fields>

type Event<Type extends string> = { readonly type: Type } & Common
type Has<Field extends keyof Fields> = Pick<Fields, Field>
type May<Field extends keyof Fields> = Partial<Pick<Fields, Field>>

interface Common {
  readonly eventTime: string
  readonly eventTimeZoneOffset: string
  readonly recordTime?: string
  readonly eventID?: string
  readonly bizStep?: BizStep
  readonly disposition?: Disposition
  readonly readPoint?: { readonly id: string }
  readonly bizLocation?: { readonly id: string }
  readonly bizTransactionList?: readonly BizTransaction[]
  readonly sourceList?: readonly { readonly source: string; readonly type: PartyType }[]
  readonly destinationList?: readonly { readonly destination: string; readonly type: PartyType }[]
  readonly [extension: ExtensionName]: string
}

interface Fields {
  readonly action: 'ADD' | 'OBSERVE' | 'DELETE'
  readonly parentID: string
  readonly epcList: readonly string[]
  readonly childEPCs: readonly string[]
  readonly inputEPCList: readonly string[]
  readonly outputEPCList: readonly string[]
  readonly quantityList: readonly QuantityElement[]
  readonly childQuantityList: readonly QuantityElement[]
  readonly inputQuantityList: readonly QuantityElement[]
  readonly outputQuantityList: readonly QuantityElement[]
  readonly transformationID: string
  readonly bizTransactionList: readonly BizTransaction[]
  readonly ilmd: Extensions
}

/** `quantity` is a decimal; the document writes it as a number of exactly these digits. Without a `uom` it is a count. */
export interface QuantityElement {
  readonly epcClass: string
  readonly quantity?: Decimal
  readonly uom?: string
}
/** In the order of the canonical form, because the reference implementation of the hash takes the order of the document. */
export interface BizTransaction {
  readonly bizTransaction: string
  readonly type: 'prodorder' | 'desadv' | 'cert'
}
export type PartyType = 'owning_party' | 'possessing_party' | 'location'

/** CBV 2.0, section 7.1. */
export type BizStep =
  | 'commissioning'
  | 'creating_class_instance'
  | 'destroying'
  | 'holding'
  | 'inspecting'
  | 'installing'
  | 'packing'
  | 'receiving'
  | 'removing'
  | 'sampling'
  | 'shipping'
  | 'stock_taking'
  | 'storing'
  | 'unpacking'

/** CBV 2.0, section 7.2. */
export type Disposition =
  | 'active'
  | 'conformant'
  | 'destroyed'
  | 'expired'
  | 'in_transit'
  | 'non_conformant'
  | 'non_sellable_other'
  | 'returned'

/** Names that EPCIS has no field for: `cbvmda` is the master data of the CBV, `andon` is this system's own. */
export const namespaces = { andon: 'https://andon.dev/epcis/', cbvmda: 'urn:epcglobal:cbv:mda:' } as const
export type ExtensionName = `${keyof typeof namespaces}:${string}`
export type Extensions = { readonly [extension: ExtensionName]: string }

/** The `@context` of a document, which defines the terms above. */
export const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', namespaces] as const
