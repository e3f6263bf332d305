import type { ReactNode } from 'react'
import './page.css'

interface Props {
  /** What kind of thing it is: `Order`. */
  readonly kind: string
  readonly id: string
  readonly title?: ReactNode
  /** People know it by its title; its id, which the plant has made, stands small above. */
  readonly isNamed?: boolean
  readonly sign?: ReactNode
  /** The acts that its state and the person's roles allow. */
  readonly acts?: ReactNode
  readonly children: ReactNode
}

/** The page of one object: what it is, how it stands, what may be done; then all about it, and its time line. */
export const Page = ({ kind, id, title, isNamed = false, sign, acts, children }: Props) => (
  <article className="page">
    <header>
      <div>
        <span className="label">
          {kind} {isNamed && <span className="id">{id}</span>}
        </span>
        <h1>
          {!isNamed && <span className="id">{id}</span>} {title}
        </h1>
      </div>
      {sign}
      <div className="acts">{acts}</div>
    </header>
    {children}
  </article>
)

/** A part of a page with its heading. */
export const Part = ({
  title,
  children,
  tools,
}: {
  readonly title: string
  readonly children: ReactNode
  readonly tools?: ReactNode
}) => (
  <section className="part" aria-label={title}>
    <h2>
      {title} {tools}
    </h2>
    {children}
  </section>
)

/** Names and values, one beside the other; what is not known is left out. */
export const Known = ({ of }: { readonly of: readonly (readonly [name: string, value: ReactNode])[] }) => (
  <dl className="known">
    {of
      .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false)
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
)
