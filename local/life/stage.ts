import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import * as z from 'zod'
import type { Desk } from '../front.ts'
import type { Plant } from '../plant.ts'
import { beginLife, type Life, type Script } from './life.ts'
import { inRealTime } from './pace.ts'

/** Seconds for which the network stays cut, and the database has no power. */
const cutSeconds = { network: 20, database: 8 }

const asked = z.union([
  z.strictObject({ rest: z.boolean() }),
  z.strictObject({ pass: z.strictObject({ hours: z.number().positive().max(24) }) }),
  z.strictObject({ break: z.string() }),
])

/** People and machines go to work at a plant that runs, and whoever watches can let time pass or something break. */
export async function bringToLife(script: Script, plant: Plant): Promise<Pick<Life, 'stop'>> {
  const pace = inRealTime(plant.url, plant.now)
  const life = await beginLife(script, { url: plant.url, mqttUrl: plant.mqttUrl, pace, complain: plant.note })
  plant.serve(routesOf(life, pace, plant))
  void life.work()
  return life
}

function routesOf(life: Life, { skip }: { readonly skip: (seconds: number) => Promise<void> }, plant: Plant): Desk {
  const breaks: Readonly<Record<string, () => Promise<void> | void>> = {
    ...life.breaks,
    'network-cut': () => plant.cutNetwork(cutSeconds.network),
    // Whoever asks for it sees what it does meanwhile.
    'database-cut': () => void plant.cutDatabase(cutSeconds.database).catch((error) => plant.note(String(error))),
  }
  const told = () => ({ isResting: life.isResting(), breaks: Object.keys(breaks) })
  return {
    'GET /local/life': () => ({ json: told() }),
    'POST /local/life': async (request) => {
      const { data } = asked.safeParse(await bodyIn(request))
      if (data === undefined)
        return refuse('Send JSON such as {"rest": true}, {"pass": {"hours": 8}} or {"break": "hot-mixer"}.')
      if ('rest' in data) life.rest(data.rest)
      else if ('pass' in data) {
        await life.follow()
        await skip(Math.round(data.pass.hours * 3600))
        await life.caughtUp()
      } else {
        const happens = breaks[data.break]
        if (happens === undefined) return refuse(`What can break here: ${Object.keys(breaks).join(', ')}.`)
        try {
          await happens()
        } catch (error) {
          return refuse(error instanceof Error ? error.message : String(error))
        }
      }
      return { json: { ...told(), now: plant.now().toISOString() } }
    },
  }
}

const refuse = (message: string) => ({ status: 400, json: { message } })

async function bodyIn(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(await text(request))
  } catch {
    return undefined
  }
}
