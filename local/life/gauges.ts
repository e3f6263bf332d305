import { lineOf, type Runner, stateOn, unrest } from './machines.ts'

/** A machine that measures one piece after the other, and sends each value with the number of the piece. */
export interface Gauge extends Runner {
  /** Answers false if it does not work now. */
  measures(serials: readonly string[]): Promise<boolean>
  readonly isRunning: () => boolean
  /** The next piece is far outside its limits. */
  spoilsNext(): void
  /** It does not work for so many seconds. */
  fails(seconds: number): void
}

/** What it measures of each piece: the usual value with how far it moves, and one that no piece may have. */
export interface Measured {
  readonly parameterId: string
  readonly unit: string
  readonly usual: number
  readonly moves: number
  readonly wrong: number
}

export async function gaugeAt(
  mqttUrl: string,
  site: string,
  equipmentId: string,
  now: () => Date,
  measured: readonly [Measured, ...Measured[]],
): Promise<Gauge> {
  const line = await lineOf(mqttUrl, site, equipmentId, now)
  let isRunning = false
  let isSpoilt = false
  let failsUntil = 0
  const state = stateOn(line, now)
  const reading = ({ usual, moves, wrong }: Measured, index: number, at: number, spoils: boolean) =>
    (spoils ? wrong : usual + moves * unrest(at + index * 11_000)).toFixed(1)
  return {
    equipmentId,
    isRunning: () => isRunning,
    run(next) {
      isRunning = next
    },
    spoilsNext() {
      isSpoilt = true
    },
    fails(seconds) {
      failsUntil = now().getTime() + seconds * 1000
    },
    async measures(serials) {
      const at = now()
      if (at.getTime() < failsUntil) return false
      const samples = serials.flatMap((serial, piece) =>
        measured.map((it, index) => ({
          parameterId: it.parameterId,
          serial,
          value: reading(it, index + piece * measured.length, at.getTime(), isSpoilt && piece + index === 0),
          unit: it.unit,
          occurredAt: at.toISOString(),
        })),
      )
      isSpoilt = false
      await line.send('sample', { samples })
      return true
    },
    async tell(at) {
      state.set(at.getTime() < failsUntil ? 'aborted' : isRunning ? 'execute' : 'idle')
      await state.tell()
      return undefined
    },
    end: line.end,
  }
}
