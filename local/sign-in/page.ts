import { createHash } from 'node:crypto'
import type { Language } from '../../events/sentences/words.ts'
import { isMachine } from '../identity.ts'
import { type Person, people } from '../people.ts'
import { style } from './style.ts'
import { words } from './words.ts'

export interface SignInPage {
  readonly site: string
  readonly language: Language
  /** Where the form is sent: the request of the client stands in it. */
  readonly action: string
  /** The person whom the client expects. */
  readonly expected: Person | undefined
  /** A name that nobody here has. */
  readonly unknown?: string | undefined
  /** The sign-in of the person at the screen is over. */
  readonly hasEnded?: boolean
}

/** The page on which a person of the demo plant signs in. It works without a script. */
export function signInPage({ site, language, action, expected, unknown, hasEnded = false }: SignInPage): string {
  const say = words[language]
  const others = people.filter((person) => !isMachine(person) && person !== expected)
  const fault = unknown === undefined ? '' : `<p class="fault" role="alert">${text(say.nobody(unknown))}</p>`
  const first =
    expected === undefined
      ? ''
      : `<form class="expected" method="post" action="${text(action)}">${primary(expected, language)}</form>`
  // A scanner and a keyboard begin in the field; a person who is expected presses Enter.
  const focus = expected === undefined ? ' autofocus' : ''
  return page({
    site,
    language,
    title: say.signIn,
    heading: expected === undefined ? say.who : say.again,
    body: `${fault}${hasEnded ? `<p class="ended">${text(say.ended)}</p>` : ''}
${first}
${expected === undefined ? '' : `<h2>${text(say.somebodyElse)}</h2>`}
<form class="typed" method="post" action="${text(action)}">
<label for="user">${text(say.userName)}</label>
<div><input id="user" name="user" required maxlength="64" autocomplete="off" autocapitalize="none" spellcheck="false"${focus}>
<button>${text(say.signIn)}</button></div>
</form>
<form class="people" method="post" action="${text(action)}">
${others.map((person) => row(person, language)).join('\n')}
</form>
<p class="note">${text(say.noPassword)}</p>`,
  })
}

/** A page for what may not be answered to the client. */
export function refusedPage(site: string, language: Language, sentence: string): string {
  const title = words[language].refused
  return page({
    site,
    language,
    title,
    heading: title,
    body: `<p class="fault" role="alert">${text(sentence)}</p>`,
  })
}

const primary = ({ user, name, work }: Person, language: Language): string =>
  `<button class="primary" name="user" value="${text(user)}" autofocus>${text(words[language].asPerson(name))}</button>
<p class="note">${text(work[language])}</p>`

function row({ user, name, roles, work }: Person, language: Language): string {
  const named = roles.map((role) => words[language].roles[role]).join(', ')
  return `<button class="person" name="user" value="${text(user)}">
<span class="name">${text(name)}</span><span class="role">${text(named)}</span>
<span class="work">${text(work[language])}</span></button>`
}

interface Page {
  readonly site: string
  readonly language: Language
  readonly title: string
  readonly heading: string
  readonly body: string
}

const page = ({ site, language, title, heading, body }: Page): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)} · ${text(site)} · Andon</title>
<link rel="icon" href="/icon.svg">
<style>${style}</style>
</head>
<body>
<main>
<p class="plant"><b>Andon</b> <span>${text(site)}</span></p>
<h1>${text(heading)}</h1>
${body}
</main>
</body>
</html>
`

const styleHash = createHash('sha256').update(style).digest('base64')

/**
 * Headers of each page. A browser also holds the answer to a form against `form-action`, so that it names the places to which a sign-in is sent back.
 */
export function pageHeaders(language: Language, redirects: readonly string[]): Readonly<Record<string, string>> {
  const places = [...new Set(redirects.map((it) => new URL(it).origin))].join(' ')
  return {
    'cache-control': 'no-store',
    'content-language': language,
    vary: 'accept-language, cookie',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; img-src 'self'; font-src data:; form-action 'self' ${places}; frame-ancestors 'none'; base-uri 'none'`,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const text = (raw: string): string => raw.replace(/[&<>"']/g, (it) => entities[it] ?? it)
