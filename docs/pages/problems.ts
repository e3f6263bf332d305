import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Marked, type Tokens } from 'marked'
import { refusals } from '../../events/refusals.ts'
import { look } from './look.ts'

/** The pages of the problems as HTML: one frame, and the content of each page. */
export interface ProblemPages {
  /** A page with the slots `{{title}}`, `{{content}}` and `{{beside}}`. */
  readonly frame: string
  readonly index: Shown
  readonly kinds: Readonly<Record<string, string>>
  readonly problems: Readonly<Record<string, Shown>>
}

export interface Shown {
  readonly title: string
  readonly content: string
  /** The key in `kinds` of the list that stands beside the page. */
  readonly kind: string
}

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')
const idOf = (heading: string): string => heading.toLowerCase().replace(/[^a-z]+/g, '-')

/** A page links its neighbours by file. A link to what the plant does not serve, such as the runbook, becomes plain words. */
const served = (href: string): string | undefined => {
  const [, code] = /^([\w-]+)\.md$/.exec(href) ?? []
  if (code !== undefined) return `/problems/${code}`
  return href === '../openapi.json' ? '/v1/openapi.json' : undefined
}

const markdown = new Marked({
  renderer: {
    link({ href, tokens }: Tokens.Link) {
      const to = served(href)
      const text = this.parser.parseInline(tokens)
      return to === undefined ? text : `<a href="${to}">${text}</a>`
    },
    heading({ depth, tokens, text }: Tokens.Heading) {
      const id = depth === 1 ? '' : ` id="${idOf(text)}"`
      return `<h${depth}${id}>${this.parser.parseInline(tokens)}</h${depth}>\n`
    },
  },
})
const htmlOf = (text: string): string => markdown.parse(text, { async: false }).trim()
const inline = (text: string): string => markdown.parseInline(text, { async: false })

/** The kinds of problems, as the headings of the README name them. */
function kindsIn(readme: string): { readonly heading: string; readonly codes: readonly string[] }[] {
  return readme
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      heading: section.split('\n')[0] ?? '',
      codes: [...section.matchAll(/\((.+)\.md\) `/g)].map(([, code]) => code ?? ''),
    }))
}

export function problemPages(): ProblemPages {
  const readme = read('../problems/README.md')
  const kinds = kindsIn(readme)
  const problems = kinds.flatMap(({ heading, codes }) =>
    codes.map((code): [string, Shown] => {
      const title = titleOf(code)
      // The second line of each page names the code and the status; the page shows it as a plate.
      const content = htmlOf(read(`../problems/${code}.md`)).replace(
        /<p>(<code>.+?<\/code>), (HTTP \d+)<\/p>/,
        '<p class="plate">$1 $2</p>',
      )
      return [code, { title, content, kind: idOf(heading) }]
    }),
  )
  const lists = kinds.map(({ heading, codes }) => [
    idOf(heading),
    listed(
      `<a href="/problems#${idOf(heading)}">${inline(heading)}</a>`,
      codes.map((code) => [`/problems/${code}`, titleOf(code)]),
    ),
  ])
  const contents = listed(
    'By kind',
    kinds.map(({ heading }) => [`#${idOf(heading)}`, heading]),
  )
  return {
    frame: frame(),
    index: { title: 'Problems', content: htmlOf(readme), kind: 'index' },
    kinds: { index: contents, ...Object.fromEntries(lists) },
    problems: Object.fromEntries(problems),
  }
}

const titleOf = (code: string): string => inline(refusals[code as keyof typeof refusals].title)

const listed = (heading: string, links: readonly (readonly [string, string])[]): string =>
  `<h2>${heading}</h2>\n<ul>\n${links.map(([href, text]) => `<li><a href="${href}">${text}</a></li>`).join('\n')}\n</ul>`

/** The style is inline, and the page allows no other style and no script: it needs no second request. */
function frame(): string {
  const style = `${look}${read('frame.css')}`.replace(/\n\s*/g, '\n')
  const slots: Readonly<Record<string, string>> = {
    style,
    styleHash: `sha256-${createHash('sha256').update(style).digest('base64')}`,
    icon: Buffer.from(read('../../console/public/icon.svg')).toString('base64'),
  }
  return read('frame.html').replace(/\{\{(\w+)\}\}/g, (slot, name: string) => slots[name] ?? slot)
}
