import type { Fact, FactOf } from '../../../events/envelope.ts'
import type { Instant } from '../../../events/identifiers.ts'
import { refusedFact } from '../../../events/names.ts'
import type { Step } from '../../../events/recipe.ts'
import type { RefusalCode, Violation } from '../../../events/refusals.ts'
import type { FactSubject } from '../../../events/subject.ts'
import type { Caller, Circumstances, LateBooking } from '../../domain/caller.ts'
import type { Change } from '../../domain/change.ts'
import type { Decision, FactPayload } from '../../domain/decision.ts'
import { bookedLate } from '../../domain/execution/late-booking-review.ts'
import { lostFields } from '../../domain/lost-fields.ts'
import { actAt } from '../../domain/orders/late-booking.ts'
import { revisionOf, type Snapshot } from '../../domain/orders/order.ts'
import { partId } from '../../domain/part-id.ts'
import { hasReasons, type Refused, reasons, refuse, violation } from '../../domain/refusal.ts'
import type { PresentedSignature } from '../../domain/signature.ts'
import { payloadInWords } from '../telling.ts'
import { endOf, noChain, seal } from './chain.ts'
import { loadWithPeople } from './printed-names.ts'
import { readingOnce } from './reading-once.ts'
import {
  type Basis,
  type Chain,
  type Commit,
  type Committed,
  type GuardedChange,
  mostItemsAtOnce,
  type Reading,
  type Ref,
  type Refs,
  type Store,
  type Stored,
} from './store.ts'

/** The time as data: the edge gives the real one, a test its own. */
export type Clock = () => Instant

/** A command from the edge: parsed, with clock, caller and ids as data. */
export interface Command<Body = unknown> {
  /** Idempotency key: the same id is always the same command. */
  readonly id: string
  readonly operation: string
  readonly site: string
  /** The zone of the site (an IANA name), for what ends with its local day. */
  readonly timeZone?: string
  /** The other sites of the company, to which stock may be shipped; undefined if not configured. */
  readonly otherSites?: readonly string[]
  readonly caller: Caller
  /** Read at each attempt: a fact has the time at which it was decided, not the time at which its request came in. */
  readonly clock: Clock
  /** When it happened at its source, a device; the time of its decision by default. */
  readonly occurredAt?: Instant
  /** What a person says of an act that is booked late: when it happened, and why it was not booked then. */
  readonly late?: Omit<LateBooking, 'recordedAt'>
  readonly body: Body
  /** Distinguishes a replay from another request with the same id. */
  readonly requestHash: string
  readonly signature: PresentedSignature | undefined
  readonly expectedVersion?: number
  /** The caller replaces whatever is there (`If-Match: *`). */
  readonly replacesAny?: true
  /** The body as it came, before defaults filled it. */
  readonly sent?: unknown
}

export type Outcome =
  | { readonly outcome: 'done'; readonly fact: Fact; readonly replayed: boolean }
  | {
      readonly outcome: 'refused'
      readonly code: RefusalCode
      readonly violations: readonly Violation[]
      readonly replayed: boolean
    }
  | { readonly outcome: 'unknown'; readonly violations: readonly Violation[] }
  /** Nothing to record: a device repeats itself, or it is known already. */
  | { readonly outcome: 'nothing' }
  | { readonly outcome: 'key-reused' }
  | { readonly outcome: 'busy' }

export interface Plan<Wanted extends Refs, More extends Refs = Refs, Found = undefined> {
  readonly subject: FactSubject
  /** The name of the subject's ref; its chain takes the fact. */
  readonly of: keyof Wanted & string
  readonly load: Wanted
  /** The name of the ref that If-Match is about; the subject by default. */
  readonly versioned?: keyof Wanted & string
  /** The command replaces a definition whole: without If-Match it may add and change, and drops nothing. Gives what people write of it. */
  readonly replaces?: (stored: object) => object
  /**
   * Further refs that only the first read reveals, for another round trip. Called again with the results until it adds nothing, so that nested
   * containers and units are read level by level.
   */
  readonly loadMore?: (basis: Basis<Wanted>, more: Partial<Basis<More>>, at: Instant) => More | undefined
  /** Asks what the command alone tells, beside the first read; `find` gets the answer from the same reading. */
  readonly ahead?: (reading: Reading) => Promise<unknown>
  /**
   * A query, for what no ref can load. It runs after the reads; the guards of the basis also cover its result. What was read is not read again through
   * its `reading`.
   */
  readonly find?: (basis: Basis<Wanted>, more: Partial<Basis<More>>, at: Instant, reading: Reading) => Promise<Found>
  /** The body names the subject, so the key of the command must be unique beyond the subject. */
  readonly creates?: boolean
  readonly decide: (
    basis: Basis<Wanted>,
    circumstances: Circumstances,
    more: Partial<Basis<More>>,
    found: Found | undefined,
  ) => Decision | 'unknown' | 'nothing'
}

/**
 * How often a command is decided again after a conflict. Thirty-two writers on one subject need at most as many attempts. The pause doubles from 4 ms
 * to 128 ms and is random, so that writers spread out.
 */
const attempts = 40
const firstPauseMs = 4
const longestPauseMs = 128

/**
 * Load, decide, commit: the only way to change anything at a plant. An accepted decision is committed with its fact, a refused one leaves a fact of
 * the refusal, and a repeated command gets its first answer. Only a workflow tries again after a refusal, under an id derived from the first, because
 * it carries out a decision that is final.
 */
export async function run<Wanted extends Refs, More extends Refs = Refs, Found = undefined>(
  store: Store,
  sent: Command,
  plan: Plan<Wanted, More, Found>,
  pause = wait,
): Promise<Outcome> {
  let command = sent
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) {
      await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1)))
      store.anew?.()
    }
    const reading = readingOnce(store)
    const [{ basis, caller, printedNames }] = await Promise.all([
      loadWithPeople(reading, sent, plan.load),
      plan.ahead?.(reading),
    ])
    command = { ...command, caller }
    const recordedAt = notBefore(command.clock(), basis[plan.of]?.chain)
    const late = command.late && { ...command.late, recordedAt }
    const at = late ? actAt(late) : recordedAt
    const more = await readOn(reading, basis, at, plan.loadMore)
    if (isTorn({ ...basis, ...more })) continue
    const found = await plan.find?.(basis, more, at, reading)
    const circumstances = { at, late, caller, printedNames, timeZone: command.timeZone }
    const decided =
      hasChanged(command, basis[plan.versioned ?? plan.of]?.version) ??
      keeping(command, plan, basis, plan.decide(basis, circumstances, more, found))
    const asOfNow = () => plan.decide(basis, { ...circumstances, at: recordedAt, late: undefined }, more, found)
    const decision = typeof decided === 'string' ? decided : bookedLate(decided, circumstances, asOfNow, stepsIn(basis))
    if (decision === 'unknown') return { outcome: 'unknown', violations: [notHere(plan.subject)] }
    if (decision === 'nothing') return { outcome: 'nothing' }
    const outcome = await commitDecision(store, command, decision, (it) =>
      prepare(command, plan, { ...basis, ...more }, { at, recordedAt }, it),
    )
    if (outcome?.outcome === 'refused' && outcome.replayed && command.caller.kind === 'workflow') {
      command = { ...command, id: partId(command.id, 'again') }
    } else if (outcome) return outcome
  }
  return { outcome: 'busy' }
}

/** The steps of the order that the command is about. */
const stepsIn = (basis: Basis<Refs>): readonly Step[] =>
  Object.values(basis).flatMap((it) => (it?.ref.kind === 'snapshot' ? (it as Stored<Snapshot>).value.steps : []))

/** The clocks of two machines differ. A fact is never older than the fact before it in its chain. */
const notBefore = (time: Instant, chain: Chain | undefined): Instant => (chain && chain.at > time ? chain.at : time)

async function readOn<Wanted extends Refs, More extends Refs>(
  store: Reading,
  basis: Basis<Wanted>,
  at: Instant,
  loadMore: Plan<Wanted, More>['loadMore'],
): Promise<Partial<Basis<More>>> {
  for (let more: Partial<Basis<More>> = {}; ; ) {
    const named = Object.entries(loadMore?.(basis, more, at) ?? {})
    const unread = named.filter(([name, ref]) => ref !== undefined && !(name in basis) && !(name in more))
    if (unread.length === 0) return more
    more = { ...more, ...((await store.load(Object.fromEntries(unread))) as Partial<Basis<More>>) }
  }
}

/** Each item is read consistently, but a change may commit between the reads of an order and its snapshot. */
function isTorn(basis: Basis<Refs>): boolean {
  const read = Object.values(basis).filter((stored) => stored !== undefined)
  const revision = ({ value }: (typeof read)[number]) => revisionOf(value as { revision?: number })
  return read.some(
    (snapshot) =>
      snapshot.ref.kind === 'snapshot' &&
      read.some(
        (order) =>
          order.ref.kind === 'order' && order.ref.id === snapshot.ref.id && revision(order) !== revision(snapshot),
      ),
  )
}

/** A stale command is a refusal like others, so that a replay of an accepted one finds its fact and gets the same answer. */
const hasChanged = ({ expectedVersion }: Command, version: number | undefined): Refused | undefined =>
  expectedVersion === undefined || expectedVersion === version
    ? undefined
    : refuse([violation('stale-version', {}, 'header#/if-match')])

/** No definition is replaced by one that lacks a part of it, unless the caller says which version it has read (RFC 6585, section 3). */
function keeping<Wanted extends Refs>(
  { expectedVersion, replacesAny, sent }: Command,
  { replaces, ...plan }: Pick<Plan<Wanted>, 'replaces' | 'versioned' | 'of' | 'load'>,
  basis: Basis<Refs>,
  decision: Decision | 'unknown' | 'nothing',
): Decision | 'unknown' | 'nothing' {
  const before = basis[plan.versioned ?? plan.of]
  const isMeant = expectedVersion !== undefined || replacesAny
  if (!replaces || isMeant || !before || typeof decision === 'string' || decision.outcome === 'refused') return decision
  const saved = decision.changes.find((it) => it.change === 'save' && isSame(targetOf(it), before.ref))
  if (saved?.change !== 'save') return decision
  const lost = lostFields(replaces(before.value as object), replaces(saved.value as object), sent)
  const named = lost
    .slice(0, mostNamed)
    .map((field) => violation('precondition-required', { field }, `body#/${field.split('/')[0]}`))
  const more = lost.length - named.length
  const found = reasons(named, more > 0 && violation('precondition-required/more', { more }, 'body'))
  return hasReasons(found) ? refuse(found) : decision
}

/** As many as a person reads at once; with usual ids 30 KB of the fact. */
const mostNamed = 100

const notHere = ({ type, id }: FactSubject): Violation => violation('not-found', { type, id }, `${type}:${id}`)

async function prepare<Wanted extends Refs>(
  command: Command,
  plan: Pick<Plan<Wanted>, 'subject' | 'of' | 'load' | 'creates'>,
  basis: Basis<Refs>,
  { at, recordedAt }: { readonly at: Instant; readonly recordedAt: Instant },
  decision: Decision,
): Promise<Commit> {
  const { subject } = plan
  const known = basis[plan.of]
  const subjectRef = plan.load[plan.of]
  const said = decision.outcome === 'accepted' ? decision.fact : refusal(command, subject, decision.violations)
  // A refusal about something that does not exist has no chain; a creation starts one.
  const before: Chain | undefined = known?.chain ?? (decision.outcome === 'accepted' ? noChain : undefined)
  const fact = seal(
    {
      factId: command.id,
      site: command.site,
      subject,
      // A refusal happens when it is recorded.
      occurredAt: command.occurredAt ?? (decision.outcome === 'accepted' ? at : recordedAt),
      recordedAt,
      ...(decision.outcome === 'accepted' &&
        command.late?.lateReason !== undefined && { lateReason: command.late.lateReason }),
      ...(decision.outcome === 'accepted' && decision.timeDecides && { timeDecides: true }),
      actor: { kind: command.caller.kind, id: command.caller.id, name: command.caller.name },
      ...(decision.outcome === 'accepted' && decision.signatures?.length && { signatures: [...decision.signatures] }),
      ...(await payloadInWords(said)),
      requestHash: command.requestHash,
    },
    before,
  )
  const chain = endOf(fact)
  const claim = plan.creates
    ? { claim: { key: command.id, factId: command.id, subject, requestHash: command.requestHash } }
    : {}
  if (decision.outcome === 'refused') {
    const chainedOnly =
      known && subjectRef ? { chainedOnly: { ref: subjectRef, readVersion: known.version, chain } } : {}
    return { fact, changes: [], ...chainedOnly, ...claim }
  }
  const changes = decision.changes.map((change) => guard(change, basis, subjectRef, chain))
  const subjectChanged = changes.some((it) => it.chain)
  return {
    fact,
    changes,
    ...(!subjectChanged &&
      known &&
      subjectRef && { chainedOnly: { ref: subjectRef, readVersion: known.version, chain } }),
    ...(decision.spent?.length && { spent: decision.spent }),
    ...(decision.pointers?.length && { pointers: decision.pointers }),
    ...claim,
  }
}

/** Guards a change with the version read, and adds the new end of the chain to the subject's own change. */
function guard(change: Change, basis: Basis<Refs>, subjectRef: Ref | undefined, chain: Chain): GuardedChange {
  const target = targetOf(change)
  const read = Object.values(basis).find((stored) => stored !== undefined && isSame(stored.ref, target))
  const isSubject = subjectRef !== undefined && isSame(subjectRef, target)
  return { change, ...(read && { read }), ...(isSubject && { chain }) }
}

function targetOf(change: Change): Ref {
  switch (change.change) {
    case 'save':
    case 'require-unchanged':
      return { kind: change.kind, id: change.id }
    case 'create-lot':
      return { kind: 'lot', id: change.lot.lotId }
    case 'create-sublot':
      return { kind: 'sublot', id: change.sublot.sublotId, within: change.sublot.lotId }
    case 'pack':
    case 'unpack':
    case 'build':
      return { kind: 'sublot', id: change.sublotId, within: change.lotId }
    case 'issue':
    case 'reverse-issue':
    case 'rebook':
    case 'count':
    case 'reserve':
    case 'add-stock':
    case 'unmake':
    case 'divide':
    case 'customer-return':
    case 'ship-packed':
    case 'issue-units':
    case 'restore-units':
    case 'set-lot':
    case 'set-sublot':
      return { kind: 'lot', id: change.lotId }
    case 'require-no-hold':
    case 'hold-lot':
    case 'unhold-lot':
      return change.sublotId === undefined
        ? { kind: 'lot', id: change.lotId }
        : { kind: 'sublot', id: change.sublotId, within: change.lotId }
  }
}

const isSame = (one: Ref, other: Ref): boolean =>
  one.kind === other.kind && one.id === other.id && one.within === other.within

function refusal(command: Command, subject: FactSubject, violations: readonly Violation[]): FactPayload {
  return {
    type: refusedFact[subject.type],
    data: {
      command: command.operation,
      request: { ...withoutTokens(command.body), ...command.late },
      violations: [...violations],
    },
  }
}

/** Facts contain no sign-in token, which is a secret as long as it is fresh. */
function withoutTokens(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) return {}
  const { signature: _secret, ...rest } = body as Record<string, unknown>
  return rest
}

async function commitDecision(
  store: Store,
  command: Command,
  decision: Decision,
  prepared: (decision: Decision) => Promise<Commit>,
): Promise<Outcome | undefined> {
  const commit = await prepared(decision)
  const committed: Committed = await store.commit(commit)
  switch (committed.result) {
    case 'done':
      return answer(commit.fact, false)
    case 'replay':
      if (committed.fact.requestHash !== command.requestHash) return { outcome: 'key-reused' }
      return answer(committed.fact, true)
    case 'key-reused':
      return { outcome: 'key-reused' }
    case 'spent-before':
      // Only the commit finds that a sign-in was used before; its refusal is recorded like any other.
      return commitDecision(store, command, refuse([spentBefore(decision)]), prepared)
    case 'too-much':
      if (decision.outcome === 'refused')
        throw new Error('A refusal is too large for one commit, so the edge reads larger requests than it may.')
      return commitDecision(store, command, refuse([tooMuch(committed.items)]), prepared)
    case 'stale':
      return undefined
  }
}

/** Whatever a request names (a unit, a lot, a component) takes at least one item, so as many fewer are enough. */
const tooMuch = (items: number | undefined): Violation =>
  items === undefined
    ? violation('too-much-at-once/size', {}, 'body')
    : violation('too-much-at-once', { items, atMost: mostItemsAtOnce, fewer: items - mostItemsAtOnce }, 'body')

const spentBefore = (decision: Decision): Violation =>
  (decision.outcome === 'accepted' ? decision.spentBefore : undefined) ?? signInUsed

const signInUsed = violation('signature-used', {}, 'signature/signer')

type Refusal = FactOf<(typeof refusedFact)[keyof typeof refusedFact]>
const refusals: readonly string[] = Object.values(refusedFact)
const isRefusal = (fact: Fact): fact is Refusal => refusals.includes(fact.type)

function answer(fact: Fact, replayed: boolean): Outcome {
  if (!isRefusal(fact)) return { outcome: 'done', fact, replayed }
  const { violations } = fact.data
  return { outcome: 'refused', code: violations[0]?.code ?? 'invalid-request', violations, replayed }
}

const wait = (longestMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, longestMs * (0.5 + 0.5 * Math.random())))
