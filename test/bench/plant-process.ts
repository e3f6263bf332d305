/** The plant of a bench run, in a process of its own, so that its cost is measured without the clients. */
import { startPlant } from '../../local/plant.ts'
import { type ProfileOrder, watchThreads } from './profiler.ts'

const profiler = watchThreads()
const wholeRun = process.env.ANDON_BENCH_PROFILE ?? ''
if (wholeRun !== '') await profiler.start()

process.on('message', (order: ProfileOrder) => void obey(order))
const plant = await startPlant({ site: 'lyon', port: 0, mqttPort: 0, say: () => undefined })
const { url, mqttUrl, synthMs, readyMs } = plant
process.send?.({ url, mqttUrl, synthMs, readyMs })
process.once('disconnect', () => void end())

async function obey(order: ProfileOrder): Promise<void> {
  if (order.profile === 'start') {
    await profiler.start()
    process.send?.('started')
  } else process.send?.(await profiler.keep(order.folder))
}

/** The profiles are written before any thread ends, because a thread that ends takes its profile with it. */
async function end(): Promise<void> {
  if (wholeRun !== '') await profiler.keep(wholeRun)
  await plant.stop()
  process.exit()
}
