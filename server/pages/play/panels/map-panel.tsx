/** The map as a drawing for the eye and a list for everyone else. */
import { useSignal } from '@preact/signals'
import * as game from '../game.ts'
import {
  directionOffset,
  levelOf,
  levelsOf,
  markMost,
  type Place,
  type Spot,
  withMark,
  zoneLabels,
} from '../map/atlas.ts'
import { walkTo } from '../play.ts'

const cell = 44
const box = 22
const zooms = [4, 6, 9, 13, 21]

export function MapPanel() {
  const zoom = useSignal(1)
  const lookedAt = useSignal<number | undefined>(undefined)
  const here = game.atlas.value.get(game.room.value?.id ?? '')
  if (!here) return null
  const levels = levelsOf(game.atlas.value)
  const level = lookedAt.value ?? here.at[2]
  const shownLevel = levels.includes(level) ? level : here.at[2]
  const places = levelOf(game.atlas.value, shownLevel)
  return (
    <section class="map" aria-label="Map">
      <h2 class="map-title">{here.title}</h2>
      <Drawing places={places} here={here} cells={zooms[zoom.value] ?? 6} />
      <div class="map-tools">
        <button
          type="button"
          class="quiet"
          disabled={zoom.value === 0}
          onClick={() => {
            zoom.value -= 1
          }}
        >
          Nearer
        </button>
        <button
          type="button"
          class="quiet"
          disabled={zoom.value === zooms.length - 1}
          onClick={() => {
            zoom.value += 1
          }}
        >
          Farther
        </button>
        {levels.length > 1 && (
          <label class="map-level">
            Level
            <select
              value={String(shownLevel)}
              onChange={(event) => {
                const chosen = Number(event.currentTarget.value)
                lookedAt.value = chosen === here.at[2] ? undefined : chosen
              }}
            >
              {levels.map((z) => (
                <option key={z} value={String(z)}>
                  {z === here.at[2] ? `${z} (here)` : z}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <OwnMark here={here} />
      <KnownPlaces here={here} />
    </section>
  )
}

/** What the player writes on the map where it stands. */
function OwnMark({ here }: { here: Place }) {
  return (
    <label class="map-mark">
      Your mark here
      <input
        key={here.id}
        maxLength={markMost}
        placeholder="good beds"
        value={here.mark ?? ''}
        onChange={(event) => {
          game.atlas.value = withMark(game.atlas.value, here.id, event.currentTarget.value)
        }}
      />
    </label>
  )
}

/** So many places are listed at once; the search finds the others. */
const listedMost = 60

/** The twin of the drawing in words: the ways out and the known rooms, each one key press away. */
function KnownPlaces({ here }: { here: Place }) {
  const sought = useSignal('')
  const atlas = game.atlas.value
  const wanted = sought.value.trim().toLowerCase()
  const found = [...atlas.values()]
    .filter((place) => place.id !== here.id && wordsOf(place).includes(wanted))
    .toSorted((a, b) => a.title.localeCompare(b.title))
  return (
    <details class="known">
      <summary>Places you know</summary>
      <p>
        {here.exits.length === 0
          ? 'No way leads out of here.'
          : `From here: ${here.exits.map(({ dir, to }) => `${dir} to ${atlas.get(to)?.title ?? 'the unknown'}`).join(', ')}.`}
      </p>
      <input
        type="search"
        aria-label="Search the places you know"
        placeholder="Search"
        value={sought.value}
        onInput={(event) => {
          sought.value = event.currentTarget.value
        }}
      />
      <ul>
        {found.slice(0, listedMost).map((place) => (
          <li key={place.id}>
            <button type="button" class="thing" onClick={() => walkTo(place.id)}>
              Walk to {place.title}
            </button>
            {place.zone !== here.zone && <span class="thing-note">{place.zoneName}</span>}
            {place.mark && <span class="thing-note">“{place.mark}”</span>}
          </li>
        ))}
      </ul>
    </details>
  )
}

const wordsOf = ({ title, zoneName = '', mark = '' }: Place): string =>
  `${title} ${zoneName} ${mark}`.toLowerCase()

type DrawingProps = { places: readonly Place[]; here: Place; cells: number }

function Drawing({ places, here, cells }: DrawingProps) {
  const onPage = ([x, y]: Spot): [number, number] => [
    (x - here.at[0]) * cell,
    (here.at[1] - y) * cell,
  ]
  const half = (cells * cell) / 2
  const near = places.filter(({ at }) => onPage(at).every((n) => Math.abs(n) <= half + cell))
  return (
    <svg
      class="map-drawing"
      viewBox={`${-half} ${-half * 0.75} ${half * 2} ${half * 1.5}`}
      aria-hidden="true"
      focusable="false"
    >
      {near.map((place) => (
        <Ways key={place.id} place={place} from={onPage(place.at)} onPage={onPage} />
      ))}
      {near.map((place) => (
        <Room key={place.id} place={place} at={onPage(place.at)} isHere={place.id === here.id} />
      ))}
      <Labels places={near} cells={cells} onPage={onPage} />
    </svg>
  )
}

type LabelsProps = {
  places: readonly Place[]
  cells: number
  onPage: (spot: Spot) => [number, number]
}

/** The names of zones and the player's marks, and from near by the titles of rooms. */
function Labels({ places, cells, onPage }: LabelsProps) {
  const size = cells * 2.1
  const text = (
    key: string,
    kind: string,
    spot: Spot,
    { words, dy }: { words: string; dy: number },
  ) => {
    const [x, y] = onPage(spot)
    return (
      <text key={key} class={kind} x={x} y={y + dy} font-size={size}>
        {words}
      </text>
    )
  }
  return (
    <>
      {places.map(({ id, at, title, mark }) =>
        mark
          ? text(id, 'map-note', at, { words: `★ ${mark}`, dy: box / 2 + size })
          : cells <= 4 && text(id, 'map-name', at, { words: short(title), dy: box / 2 + size }),
      )}
      {zoneLabels(places).map(({ name, at }) =>
        text(name, 'map-zone', at, { words: name, dy: -box / 2 - size * 0.6 }),
      )}
    </>
  )
}

const short = (title: string): string => (title.length > 12 ? `${title.slice(0, 11)}…` : title)

type WaysProps = {
  place: Place
  from: [number, number]
  onPage: (spot: Spot) => [number, number]
}

function Ways({ place, from, onPage }: WaysProps) {
  return (
    <>
      {place.exits.map(({ dir, to, door }) => {
        const offset = directionOffset(dir)
        if (offset?.[2] !== 0) return null
        const target = game.atlas.value.get(to)
        const known = target?.at[2] === place.at[2]
        const stub: [number, number] = [
          from[0] + offset[0] * cell * 0.62,
          from[1] - offset[1] * cell * 0.62,
        ]
        const [x, y] = known ? onPage(target.at) : stub
        return (
          <line
            key={dir}
            class={`way-line${known ? '' : ' unknown'}${door && door !== 'open' ? ' door' : ''}`}
            x1={from[0]}
            y1={from[1]}
            x2={x}
            y2={y}
          />
        )
      })}
    </>
  )
}

function Room({ place, at, isHere }: { place: Place; at: [number, number]; isHere: boolean }) {
  const [x, y] = at
  const up = place.exits.some(({ dir }) => dir === 'up')
  const down = place.exits.some(({ dir }) => dir === 'down')
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list of known places is its keyboard twin.
    <g
      class={isHere ? 'place here' : 'place'}
      data-terrain={place.terrain}
      onClick={() => walkTo(place.id)}
    >
      <title>{place.zoneName ? `${place.title}, ${place.zoneName}` : place.title}</title>
      <rect x={x - box / 2} y={y - box / 2} width={box} height={box} rx="4" />
      {up && <path class="stairs" d={`M${x - 4} ${y - 1}l4 -5 4 5z`} />}
      {down && <path class="stairs" d={`M${x - 4} ${y + 1}l4 5 4 -5z`} />}
    </g>
  )
}
