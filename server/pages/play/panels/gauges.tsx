/** Health and the like, as meters. */
import * as game from '../game.ts'
import type { CharState, Vital } from '../state-parts.ts'

export function Gauges() {
  const self = game.self.value
  if (!self) return null
  return (
    <section class="gauges" aria-label="How you are">
      {Object.entries(self.vitals).map(([name, vital]) => (
        <Gauge key={name} name={name} vital={vital} />
      ))}
      {self.toNextLevel && <Gauge name="experience" vital={self.toNextLevel} />}
      {self.opponent && <Opponent {...self.opponent} />}
      <p class="purse">
        Level {self.level} · {self.gold} gold
        {self.position && self.position !== 'standing' ? ` · ${self.position}` : ''}
      </p>
    </section>
  )
}

function Opponent({ name, condition, healthPercent }: NonNullable<CharState['opponent']>) {
  return (
    <div class="opponent">
      <Gauge name={name} vital={[healthPercent, 100]} figure={condition} />
    </div>
  )
}

type GaugeProps = {
  readonly name: string
  readonly vital: Vital
  readonly of?: string
  /** What is read instead of the figures. */
  readonly figure?: string
}

/** A drawn meter: the browser's own one cannot be coloured alike everywhere. */
export function Gauge({ name, vital, of, figure }: GaugeProps) {
  const [now, most] = vital
  const share = most > 0 ? Math.max(0, Math.min(1, now / most)) : 0
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the comment above.
    <div
      class="gauge"
      role="meter"
      aria-label={of ? `${name} of ${of}` : name}
      aria-valuenow={Math.max(0, Math.min(now, most))}
      aria-valuemin={0}
      aria-valuemax={Math.max(most, 1)}
      aria-valuetext={figure ?? `${now} of ${most}`}
      data-vital={name}
      data-low={name !== 'experience' && share < 0.25}
    >
      <span class="gauge-name" aria-hidden="true">
        {name}
      </span>
      <span class="gauge-track" aria-hidden="true">
        <span class="gauge-fill" style={{ width: `${share * 100}%` }} />
      </span>
      <span class="gauge-figure" aria-hidden="true">
        {figure ?? `${now}/${most}`}
      </span>
    </div>
  )
}
