// Imports the bundle of its argument, and prints the time and the processor time (user and system) of the import, in milliseconds.
import { pathToFileURL } from 'node:url'

const { href } = pathToFileURL(process.argv[2])
const before = process.cpuUsage()
const began = performance.now()
await import(href)
const ms = performance.now() - began
const { user, system } = process.cpuUsage(before)
process.stdout.write(JSON.stringify({ ms, processorMs: (user + system) / 1000 }))
process.exit()
