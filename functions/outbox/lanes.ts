/** A record that goes out after earlier records of the same subject. */
export interface Piece {
  readonly subject: string
  readonly bytes: number
}

/**
 * PutEvents takes ten entries and 256 KB, and a message to live watchers holds 128 KB: a portion is one call of each. Only the facts of recipes are
 * large; each goes alone.
 */
const mostPieces = 10
const mostBytes = 120_000

/** A batch of a hundred is ten portions, and none of them waits for another. */
const mostLanes = 10

/**
 * Splits a batch into lanes that run in parallel; the portions of a lane are sent one after the other. A subject stays in one lane, and a lane keeps
 * the order of the batch. There are as many lanes as full portions: more lanes would make more calls and save no time.
 */
export function lanesOf<One extends Piece>(pieces: readonly One[]): One[][][] {
  const lanes = Array.from({ length: Math.min(mostLanes, Math.ceil(pieces.length / mostPieces)) }, (): One[] => [])
  const subjects = [...Map.groupBy(pieces, ({ subject }) => subject).values()]
  // The largest subject first, so that the lanes have about the same length.
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
