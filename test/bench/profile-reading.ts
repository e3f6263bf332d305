import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { join } from 'node:path'
import { bundleFunctions, functionsDirectory } from '../../infra/bundle.ts'
import { root } from './plant.ts'

interface CallFrame {
  readonly functionName: string
  readonly url: string
  /** Both count from 0. */
  readonly lineNumber: number
  readonly columnNumber: number
}

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[]
  readonly samples: readonly number[]
  /** Microseconds between a sample and the one before it. */
  readonly timeDeltas: readonly number[]
}

/**
 * The engine names the frame of a regular expression after its source, and writes the backslashes of that source as they are, so that a profile in which
 * one was sampled is no JSON.
 */
const profileIn = (text: string): Profile =>
  JSON.parse(text.replaceAll(/\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})|\\/g, (found) => (found === '\\' ? '\\\\' : found)))

/** The place of a frame in the plant: a package, or a folder of Andon. */
export type PlaceOf = (frame: CallFrame) => string

/** The share of each place in the time that a thread was not idle, without the functions that it called. */
export function selfTimes(text: string, placeOf: PlaceOf): Map<string, number> {
  const { nodes, samples, timeDeltas } = profileIn(text)
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const times = new Map<string, number>()
  let all = 0
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id)
    const time = timeDeltas[index] ?? 0
    if (frame === undefined || frame.functionName === '(idle)') continue
    all += time
    times.set(placeOf(frame), (times.get(placeOf(frame)) ?? 0) + time)
  }
  return new Map([...times].map(([place, time]) => [place, time / all]))
}

/** The engine's names for time outside of functions. */
const ofTheEngine: Readonly<Record<string, string>> = {
  '(garbage collector)': 'garbage collection',
  '(program)': 'native code outside of functions',
  '(root)': 'native code outside of functions',
}

/** The source map of a bundle gives the place of its frames; the file name gives the place of all others. */
export function placesIn(text: string, sourceMaps: SourceMaps): PlaceOf {
  const { nodes } = profileIn(text)
  const urls = new Set(nodes.map(({ callFrame }) => callFrame.url).filter((url) => url.endsWith('/index.mjs')))
  const maps = new Map([...urls].map((url) => [url, sourceMaps(readFileSync(new URL(url), 'utf8'))]))
  return ({ functionName, url, lineNumber, columnNumber }) => {
    const known = ofTheEngine[functionName]
    if (known !== undefined) return known
    if (url === '') return 'built into the engine'
    if (url.startsWith('node:')) return 'node'
    const map = maps.get(url)
    if (map === undefined) return placeOfFile(url)
    const entry = map.findEntry(lineNumber, columnNumber)
    return 'originalSource' in entry ? placeOfFile(entry.originalSource) : 'a bundle'
  }
}

/** @returns `@smithy/*` for a file of a package, `shared/domain` for a file of Andon. */
export function placeOfFile(file: string): string {
  const [, inPackage] = /.*node_modules\/(.+)$/.exec(file) ?? []
  if (inPackage !== undefined) {
    const [scope = '', name] = inPackage.split('/')
    return scope === '@aws-sdk' || scope === '@smithy' || scope === '@middy'
      ? `${scope}/*`
      : scope.startsWith('@')
        ? `${scope}/${name}`
        : scope
  }
  const [, folders = file] = /(?:^|\/)((?:shared\/[^/]+|functions|events|local|infra|test)\/.*)$/.exec(file) ?? []
  const [first = '', second] = folders.split('/')
  return first === 'shared' ? `${first}/${second}` : first
}

/** Finds the source map of a bundle by the content of the bundle, wherever the plant has copied it. */
export type SourceMaps = (bundle: string) => SourceMap | undefined

/** Bundles the functions again, because a local plant has no source maps. */
export function sourceMapsOfFunctions(): SourceMaps {
  const to = join(root, 'dist', 'bench')
  const names = new Map(
    [...bundleFunctions(functionsDirectory, to)].map(([name, folder]) => [
      readFileSync(join(folder, 'index.mjs'), 'utf8'),
      name,
    ]),
  )
  return (bundle) => {
    const name = names.get(bundle)
    const map = join(to, 'source-maps', `${name}.mjs.map`)
    return name === undefined ? undefined : new SourceMap(JSON.parse(readFileSync(map, 'utf8')) as SourceMapPayload)
  }
}
