import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

export interface Mishap {
  readonly word: MessageDescriptor
  readonly after: MessageDescriptor
  /** Why it may be refused. */
  readonly notNow?: MessageDescriptor
}

/** What can go wrong at the plants of the demo, and where it shows. */
export const mishaps: Readonly<Record<string, Mishap>> = {
  'hot-mixer': {
    word: msg`The steam valve sticks`,
    after: msg`The mixer that is hot goes to 68.4 °C for three minutes. After two, its order is held, and quality has a deviation.`,
    notNow: msg`No mixer keeps a batch hot now, so nothing would come of it. Let 35 minutes pass, and try again.`,
  },
  'lost-probe': {
    word: msg`A probe falls silent`,
    after: msg`The warmest mixer says nothing for three minutes. Unknown is not within: the time does not count.`,
  },
  'wrong-lot': {
    word: msg`Somebody scans the wrong lot`,
    after: msg`Léa takes caps for a syrup. The plant refuses, and keeps that she tried: see the facts.`,
  },
  'wrong-torque': {
    word: msg`A bolt is tightened too far`,
    after: msg`The next pump of a bench gets 57 N.m. That pump is held with a deviation of its own; the bench goes on with the others.`,
    notNow: msg`No bench builds pumps now. Let 35 minutes pass, and try again.`,
  },
  'lost-rig': {
    word: msg`The test rigs fail`,
    after: msg`The rigs measure nothing for ten minutes. No pump leaves the test without its value.`,
  },
  'wrong-part': {
    word: msg`Somebody takes the wrong part`,
    after: msg`Léa takes bolts for what a pump needs next. The plant refuses, and keeps that she tried: see the facts.`,
  },
  'line-stop': {
    word: msg`The line stops`,
    after: msg`A loaf lies across the belt, and the bagger stands for seven minutes. Whoever has the shift says why.`,
    notNow: msg`The line does not run now. Let 35 minutes pass, and try again.`,
  },
  'missed-metal': {
    word: msg`The metal detector misses a test piece`,
    after: msg`The next check of the detector, within 30 minutes, fails: the order is held, and quality has a deviation.`,
  },
  'counter-zero': {
    word: msg`The counter starts at zero`,
    after: msg`The bagger loses its power for a moment, and its counters begin again. What is booked goes on where it was.`,
    notNow: msg`The line does not run now. Let 35 minutes pass, and try again.`,
  },
  'expired-training': {
    word: msg`A training runs out`,
    after: msg`Somebody at work has no valid training any more: their next start is refused. The same button renews it, or a supervisor does after a quarter of an hour.`,
  },
  'network-cut': {
    word: msg`The network is cut`,
    after: msg`Nothing answers for 20 seconds. A terminal keeps what is done meanwhile, and sends it once.`,
  },
  'database-cut': {
    word: msg`The database loses its power`,
    after: msg`For 8 seconds the plant refuses with a sentence. Then the database starts again, and nothing is lost.`,
  },
}
