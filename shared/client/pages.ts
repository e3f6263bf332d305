// How the console is served, wherever it is served: by local/front.ts on this machine, by CloudFront on AWS.

/** What is below these folders is answered by the API, also where it says that something is not there. Everything else is the console's. */
export const apiFolders = ['v1', 'problems'] as const

export const isOfApi = (path: string): boolean =>
  apiFolders.some((folder) => path === `/${folder}` || path.startsWith(`/${folder}/`))

/** Files that bear a hash of their content in their name: a browser never has to ask for them twice. */
export const hashedFolder = '/assets/'

/** Every other file is asked for again, so that a new version is seen at once. */
export const cacheControlOf = (path: string): string =>
  path.startsWith(hashedFolder) ? 'public, max-age=31536000, immutable' : 'no-cache'

/** The settings of the console, beside its pages. */
export const settingsFile = '/console.json'

/** The page in which the console draws every screen. */
export const pageFile = '/index.html'

/**
 * The console's own files, and nobody else's: what a browser may load, run, and connect to. Styles are set by scripts, too.
 * @param connectTo origins besides the console's own: the issuer, the broker.
 */
export const contentSecurityPolicy = (connectTo: readonly string[]): string =>
  [
    "default-src 'self'",
    ["connect-src 'self'", ...connectTo].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/** No answer of the API is drawn inside a page, also where it is a page itself (about a refusal). */
export const answerPolicy = "frame-ancestors 'none'"

/** A record opened from a page elsewhere learns nothing of the address that it was opened from. */
export const referrerPolicy = 'same-origin'

/** Starts the reference of the API in a browser. A token that is tried there is forgotten with the page. */
export const referenceScript =
  "window.onload = () => { window.ui = SwaggerUIBundle({ url: '/v1/openapi.json', dom_id: '#swagger-ui', deepLinking: true, presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: 'StandaloneLayout' }) }\n"
