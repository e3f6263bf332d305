/** The plant of a bench run, in a process of its own: what it uses is measured without the clients that load it. */
import { startPlant } from '../../local/plant.ts'

const plant = await startPlant({ site: 'lyon', port: 0, mqttPort: 0, say: () => undefined })
const { url, mqttUrl, synthMs, readyMs } = plant
process.send?.({ url, mqttUrl, synthMs, readyMs })
process.once('disconnect', () => void plant.stop().then(() => process.exit()))
