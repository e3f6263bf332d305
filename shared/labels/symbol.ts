import { code128, type DrawingContext, datamatrix } from 'bwip-js/generic'
import { separator } from '../domain/codes/element-string.ts'
import type { LabelSymbol } from './label.ts'

type Point = [x: number, y: number]

/** A symbol without its quiet zone: closed outlines in modules, filled by the even-odd rule. A row of bars is one module high. */
export interface Outline {
  readonly columns: number
  readonly rows: number
  readonly polygons: readonly (readonly Point[])[]
}

/** The symbol's outline. The encoder takes the content unchanged (FNC1 first and between), because the content was checked when it was made. */
export function outlineOf({ kind, content }: LabelSymbol): Outline {
  const text = `^FNC1${content.replaceAll(separator, '^FNC1')}`
  return kind === 'gs1-128'
    ? code128({ bcid: 'code128', text, parsefnc: true, scale: 2 }, outline('bars'))
    : datamatrix({ bcid: 'datamatrix', text, parsefnc: true, scale: 1 }, outline('matrix'))
}

/** Matrices have two units a module, and bars have scale two: all coordinates are whole numbers. */
const unitsPerModule = 2

function outline(form: 'bars' | 'matrix'): DrawingContext<Outline> {
  const polygons: Point[][] = []
  let [columns, rows] = [0, 0]
  const inModules = (points: readonly Point[]): Point[] =>
    points.map(([x, y]) => [x / unitsPerModule, y / unitsPerModule])
  return {
    scale: () => null,
    measure: () => ({ width: 0, ascent: 0, descent: 0 }),
    init: (width, height) => {
      columns = width / unitsPerModule
      rows = form === 'bars' ? 1 : height / unitsPerModule
    },
    line: (middle, _top, _x, _bottom, width) => {
      const [left, right] = [(middle - width / 2) / unitsPerModule, (middle + width / 2) / unitsPerModule]
      polygons.push([
        [left, 0],
        [right, 0],
        [right, 1],
        [left, 1],
      ])
    },
    polygon: (points) => polygons.push(inModules(points)),
    hexagon: () => {},
    ellipse: () => {},
    fill: () => {},
    text: () => {},
    end: () => ({ columns, rows, polygons }),
  }
}
