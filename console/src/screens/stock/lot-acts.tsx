import { useMay } from '../../api/plant.tsx'
import { More } from '../../look/more.tsx'
import type { Lot } from './lot.tsx'
import { Decisions, HoldLot, Retest } from './lot-decisions.tsx'
import { Count, ReturnLot, Sample, Scrap, Ship } from './lot-leaves.tsx'
import { Divide, MakeUnits, Merge, Move, Split } from './lot-parts.tsx'

/** What may be done with a lot: what its status waits for first, what is rare behind a word. */
export function LotActs({ lot }: { readonly lot: Lot }) {
  const mayDoMore = [useMay('splitLot'), useMay('scrapLot'), useMay('retestLot'), useMay('sampleLot')].includes(true)
  return (
    <>
      <Decisions lot={lot} />
      <Move lot={lot} />
      <HoldLot lot={lot} />
      {mayDoMore && (
        <More>
          <Split lot={lot} />
          <Merge lot={lot} />
          <Divide lot={lot} />
          {lot.remaining.unit === '{each}' && <MakeUnits lot={lot} />}
          <Count lot={lot} />
          <Sample lot={lot} />
          <Retest lot={lot} />
          <Ship lot={lot} />
          <ReturnLot lot={lot} />
          <Scrap lot={lot} />
        </More>
      )}
    </>
  )
}
