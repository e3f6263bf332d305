import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { flags, variables } from './small-process.ts'

// Loaded before everything else (`node --import`).

// glibc and V8 read their memory settings before Node begins, so Node has to start a second time, which takes 40 ms.
if (process.platform === 'linux' && process.execve && process.env.MALLOC_ARENA_MAX === undefined) {
  const again = [process.execPath, ...flags, ...process.execArgv, ...process.argv.slice(1)]
  process.execve(process.execPath, again, { ...process.env, ...variables })
}

// The next start reads the compiled code of V8 from here, which halves the start time.
enableCompileCache(fileURLToPath(new URL('../dist/compile-cache', import.meta.url)))
