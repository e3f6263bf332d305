import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const source = fileURLToPath(new URL('src/offline/worker.ts', import.meta.url))

/** Beside the pages, because a worker serves the pages below its own address. */
const fileName = 'sw.js'

/** Files that no page of the console loads: browsers of today take the newer form of a font. */
const isNeeded = (name: string) => name.startsWith('assets/') && !name.endsWith('.woff')

/** Builds the worker that keeps the console for times without a connection, and tells it the files of the build. */
export const serviceWorker = (): Plugin => ({
  name: 'service-worker',
  apply: 'build',
  buildStart() {
    this.emitFile({ type: 'chunk', id: source, fileName })
  },
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const worker = bundle[fileName]
      if (worker?.type !== 'chunk') throw new Error(`The build has no ${fileName}.`)
      if (worker.imports.length > 0) throw new Error(`${fileName} has to be one file; it imports ${worker.imports}.`)
      const files = [
        '/icon.svg',
        ...Object.keys(bundle)
          .filter(isNeeded)
          .map((name) => `/${name}`),
      ].sort()
      const version = createHash('sha256').update(files.join('\n')).update(worker.code).digest('hex').slice(0, 12)
      worker.code = worker.code
        .replaceAll('__andonFiles', JSON.stringify(files))
        .replaceAll('__andonVersion', JSON.stringify(version))
    },
  },
})
