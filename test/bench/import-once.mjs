// Imports the bundle that its argument names, and prints how many milliseconds that took.
import { pathToFileURL } from 'node:url'

const began = performance.now()
await import(pathToFileURL(process.argv[2]).href)
process.stdout.write(String(performance.now() - began))
process.exit()
