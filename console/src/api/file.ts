import { useLingui } from '@lingui/react/macro'
import { Refused } from './client.ts'
import { useHere } from './plant.tsx'

/** Gets a file of the plant: what a client of JSON cannot read. @throws `Refused` with every reason of the plant */
export function useFile(): (path: string, mediaType: string) => Promise<Blob> {
  const { i18n } = useLingui()
  const { session } = useHere()
  return async (path, mediaType) => {
    const headers = {
      accept: mediaType,
      'accept-language': i18n.locale,
      authorization: `Bearer ${await session.token()}`,
    }
    const answer = await fetch(path, { headers })
    if (answer.ok) return answer.blob()
    const isProblem = answer.headers.get('content-type')?.includes('problem+json')
    throw new Refused(answer.status, isProblem ? await answer.json() : undefined)
  }
}
