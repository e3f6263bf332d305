import { useLingui } from '@lingui/react/macro'
import { FileText, Image } from 'lucide-react'
import { isOwn } from '../../look/own.ts'
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
        kind === 'picture' && isOwn(href) ? (
          <a key={href} href={href} target="_blank" rel="noreferrer">
            <img src={href} alt={title} />
          </a>
        ) : (
          <a key={href} href={href} target="_blank" rel="noreferrer" className="document">
            {kind === 'picture' ? (
              <>
                <Image size={20} aria-hidden="true" /> {t`Open the picture: ${title}`}
              </>
            ) : (
              <>
                <FileText size={20} aria-hidden="true" /> {title}
              </>
            )}
          </a>
        ),
      )}
    </section>
  )
}
