/** Something that is carried on after what came before it of the same subject. */
export interface Piece {
  readonly subject: string
  readonly bytes: number
}

/**
 * PutEvents takes ten entries and 256 KB, and a message to those who watch holds 128 KB: a portion is one call of each. What people write in a
 * recipe is the only large fact, and goes alone.
 */
const mostPieces = 10
const mostBytes = 120_000

/** A batch of a hundred is ten portions, and none of them waits for another. */
const mostLanes = 10

/**
 * Parts a batch into lanes that may go side by side, each of portions that go one after the other. All of one subject is in one lane, and a lane
 * keeps the order of the batch. There are as many lanes as full portions: more would be more calls, and not fewer one after the other.
 */
export function lanesOf<One extends Piece>(pieces: readonly One[]): One[][][] {
  const lanes = Array.from({ length: Math.min(mostLanes, Math.ceil(pieces.length / mostPieces)) }, (): One[] => [])
  const subjects = [...Map.groupBy(pieces, ({ subject }) => subject).values()]
  // The largest first, so that the lanes come out about even.
  for (const own of subjects.sort((one, other) => other.length - one.length))
    lanes.reduce((emptiest, lane) => (lane.length < emptiest.length ? lane : emptiest)).push(...own)
  const place = new Map(pieces.map((piece, index) => [piece, index]))
  return lanes.map((lane) => inPortions(lane.sort((one, other) => (place.get(one) ?? 0) - (place.get(other) ?? 0))))
}

function inPortions<One extends Piece>(lane: readonly One[]): One[][] {
  const portions: One[][] = []
  let room = 0
  for (const piece of lane) {
    const last = portions.at(-1)
    if (last && last.length < mostPieces && piece.bytes <= room) last.push(piece)
    else portions.push([piece])
    room = (portions.at(-1)?.length === 1 ? mostBytes : room) - piece.bytes
  }
  return portions
}
