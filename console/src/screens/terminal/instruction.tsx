import { useLingui } from '@lingui/react/macro'
import { FileText } from 'lucide-react'
import { useBench } from './bench.ts'

/** What the recipe tells the person to do, with its pictures and documents. */
export function Instruction() {
  const { t } = useLingui()
  const { instruction, documents } = useBench().step
  if (instruction === undefined && documents.length === 0) return null
  return (
    <section className="instruction" aria-label={t`Instruction`}>
      {instruction !== undefined && <p>{instruction}</p>}
      {documents.map(({ title, kind, href }) =>
        kind === 'picture' ? (
          <a key={href} href={href} target="_blank" rel="noreferrer">
            <img src={href} alt={title} />
          </a>
        ) : (
          <a key={href} href={href} target="_blank" rel="noreferrer" className="document">
            <FileText size={20} aria-hidden="true" /> {title}
          </a>
        ),
      )}
    </section>
  )
}
