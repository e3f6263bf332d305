import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import type * as z from 'zod'
import { answers } from '../../../functions/schedule/answers.ts'
import { lineOf } from '../../../local/life/machines.ts'
import type { Floor } from '../floor.ts'
import { told } from '../progress.ts'
import type { Figure } from '../report.ts'
import { motionFigures, motionsDuring } from './motion.ts'
import { answer, visiting } from './visit.ts'

const units = 200
const seconds = 8
const framesAim = 60

/** The live picture on a wall, all of whose units change each second. */
export async function measureLivePicture(browser: Browser, floor: Floor): Promise<Figure[]> {
  const machine = await floor.defineMixer('BENCH')
  const line = await lineOf(floor.plant.mqttUrl, 'lyon', machine, () => new Date())
  let times = 0
  const tell = () => {
    times += 1
    return line.send('state', { occurredAt: new Date().toISOString(), state: times % 2 === 0 ? 'idle' : 'execute' })
  }
  try {
    return await visiting(
      browser,
      `${floor.plant.url}/board`,
      {
        user: 'olga',
        size: 'board',
        shows: 'article',
        prepare: (page) => answer(page, '/v1/board', answers.getBoard, () => boardAt(times)),
      },
      async (page) => {
        await page.getByText('live', { exact: true }).waitFor()
        return motionFigures(
          `live picture, ${units} units that change each second`,
          await watched(() => motionsDuring(browser, page, () => everySecond(tell))),
          framesAim,
          `the bench answers what the units show; a real machine says each second through the broker that there is something new`,
        )
      },
    )
  } finally {
    await line.end()
  }
}

const watched = <Result>(work: () => Promise<Result>) => told(`${units} units for ${seconds} s`, work)

async function everySecond(tell: () => Promise<void>): Promise<void> {
  for (let second = 0; second < seconds; second += 1) await Promise.all([tell(), pause(1000)])
}

type Board = z.input<typeof answers.getBoard>
type Unit = Board['units'][number]

/** A plant of ten areas with four work centers each. Every unit is at work, and every value and progress is another one each time. */
function boardAt(time: number): Board {
  const at = new Date()
  return { at: at.toISOString(), units: Array.from({ length: units }, (_, number) => unitAt(number, time, at)) }
}

function unitAt(number: number, time: number, at: Date): Unit {
  const [area, center] = [Math.floor(number / 20), Math.floor(number / 5)]
  const measuredAt = new Date(at.getTime() - (number % 10) * 100).toISOString()
  const startedAt = new Date(at.getTime() - (number + 1) * 60_000).toISOString()
  const isHeld = number % 40 === 0
  const orderId = `SYR-${1000 + number}`
  return {
    equipmentId: `UNIT-${number}`,
    name: `Unit ${number}`,
    area: { equipmentId: `AREA-${area}`, name: `Area ${area}` },
    workCenter: { equipmentId: `WC-${center}`, name: `Work center ${center}` },
    state: isHeld ? 'held' : 'execute',
    stateSince: startedAt,
    holds: isHeld ? [`HOLD-${number}`] : [],
    work: {
      orderId,
      product: 'SYR',
      quantity: { value: '1000', unit: 'L' },
      status: isHeld ? 'held' : 'running',
      holds: [],
      deviations: [],
      stepId: 'dissolve',
      name: 'Dissolve',
      place: 3,
      steps: 9,
      startedAt,
      progress: { by: 'units', done: String((time + number) % 500), of: { value: '500', unit: '{each}' } },
    },
    values: [
      {
        parameterId: 'temperature',
        name: 'Temperature',
        unit: 'Cel',
        low: '62',
        target: '64',
        high: '66',
        value: (64 + 1.9 * Math.sin(number + time)).toFixed(2),
        measuredAt,
        within: true,
      },
    ],
  }
}
