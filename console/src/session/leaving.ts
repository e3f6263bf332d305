import { useLingui } from '@lingui/react/macro'
import { useHere } from '../api/plant.tsx'
import { useSay } from '../look/acts.tsx'

/** The ways of a person out of the screen; where nobody can sign in, it is told, and whoever is there stays. */
export function useWaysOut(): { readonly change: (personId?: string) => void; readonly signOut: () => void } {
  const { t } = useLingui()
  const { session } = useHere()
  const say = useSay()
  return {
    change: (personId) =>
      void session.change(personId).catch(() => say({ what: t`Nobody can sign in now: there is no connection.` })),
    signOut: () => void session.signOut(),
  }
}
