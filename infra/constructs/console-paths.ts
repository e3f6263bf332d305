import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashedFolder, pageFile, settingsFile } from '../../shared/client/pages.ts'

/** Where the reference of the API comes from: its files, and the folder that it is served in. */
export const reference = {
  folder: fileURLToPath(new URL('../../node_modules/swagger-ui-dist', import.meta.url)),
  files: [
    'favicon-16x16.png',
    'favicon-32x32.png',
    'index.css',
    'index.html',
    'oauth2-redirect.html',
    'oauth2-redirect.js',
    'swagger-ui-bundle.js',
    'swagger-ui-standalone-preset.js',
    'swagger-ui.css',
  ],
  /** Written by us, in place of the sample of Swagger UI. */
  script: 'swagger-initializer.js',
  servedIn: 'reference',
} as const

/** Beside the pages in the folder of a build, and nobody's to load: what the build keeps for itself. */
export const keptBack = ['.vite', 'seal'] as const

/** The addresses of all files at the console's name, without those of the hashed folder, which has a behaviour of its own. */
export function addressesOf(screens: string): string[] {
  if (!existsSync(join(screens, pageFile)))
    throw new Error(`${screens} is no built console: it has no ${pageFile.slice(1)}.`)
  const own = readdirSync(screens, { recursive: true, encoding: 'utf8' })
    .filter((name) => !keptBack.some((it) => name === it || name.startsWith(`${it}/`)))
    .filter((name) => statSync(join(screens, name)).isFile())
    .map((name) => `/${name}`)
    .filter((address) => !address.startsWith(hashedFolder))
  const ofReference = [...reference.files, reference.script].map((name) => `/${reference.servedIn}/${name}`)
  return [...new Set([...own, settingsFile, ...ofReference])].sort()
}

/**
 * The function that CloudFront runs before it looks for a file: what local/front.ts does with the same path. A browser that opens a page says so; every
 * page that is no file is drawn by the console. It is not asked
 * about paths of the API, which have behaviours of their own.
 *
 * The runtime knows JavaScript as of 2009 and some of what came later ("JavaScript runtime 2.0 features for CloudFront Functions").
 * @throws when the code is longer than CloudFront takes
 */
export function edgeFunction(files: readonly string[]): string {
  const code = codeOf(files)
  if (Buffer.byteLength(code) > mostCode)
    throw new Error(
      `The function of CloudFront names ${files.length} files in ${Buffer.byteLength(code)} bytes and may have ${mostCode}: put files that every build may replace into console/src, from where they get a hash and are not named.`,
    )
  return code
}

/** Bytes, "Quotas on CloudFront Functions". */
const mostCode = 10_240

function codeOf(files: readonly string[]): string {
  return `var files = ${JSON.stringify(files)};
function handler(event) {
  var request = event.request;
  var path = request.uri;
  if (path === '/${reference.servedIn}')
    return { statusCode: 308, statusDescription: 'Permanent Redirect', headers: { location: { value: '/${reference.servedIn}/' } } };
  var file = path.charAt(path.length - 1) === '/' ? path + 'index.html' : path;
  var accept = request.headers.accept ? request.headers.accept.value : '';
  if (files.indexOf(file) !== -1) request.uri = file;
  else if (accept.indexOf('text/html') !== -1) request.uri = '${pageFile}';
  else return { statusCode: 404, statusDescription: 'Not Found', headers: { 'cache-control': { value: 'no-cache' } } };
  return request;
}
`
}
