/** Reads what a role says about itself on `/metrics` (Prometheus text format, version 0.0.4). */

/** Values by series, summed over the labels nobody asks for. */
export interface Series {
  value(name: string, label?: string): number
  /** Upper bounds (seconds) and cumulative counts of a histogram, for one label if named. */
  buckets(name: string, label?: string): readonly (readonly [number, number])[]
}

interface Sample {
  readonly name: string
  readonly labels: string
  readonly value: number
}

export async function scrape(url: string): Promise<Series> {
  const text = await (await fetch(url)).text()
  const samples: Sample[] = []
  for (const line of text.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line)
    const [, name, labels = '', value] = match ?? []
    if (name && value)
      samples.push({ name, labels, value: Number(value.replace('Inf', 'Infinity')) })
  }
  const pick = (name: string, label = '') =>
    samples.filter((sample) => sample.name === name && sample.labels.includes(label))
  return {
    value: (name, label) => pick(name, label).reduce((sum, sample) => sum + sample.value, 0),
    buckets: (name, label) =>
      pick(`${name}_bucket`, label).map((sample) => {
        const bound = /le="([^"]+)"/.exec(sample.labels)?.[1] ?? ''
        return [bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound), sample.value] as const
      }),
  }
}

/**
 * A quantile, in milliseconds, of what a histogram took in between two readings: the upper bound of
 * the bucket it falls into, so never less than the truth. `share` 1 gives the largest one's bound.
 */
export function quantileMs(
  before: Series,
  after: Series,
  name: string,
  share: number,
  label?: string,
): number {
  const earlier = before.buckets(name, label)
  const grown = after
    .buckets(name, label)
    .map(([bound, count], index) => [bound, count - (earlier[index]?.[1] ?? 0)] as const)
  const total = grown.at(-1)?.[1] ?? 0
  const found = grown.find(([, count]) => total > 0 && count >= share * total)
  return (found?.[0] ?? 0) * 1_000
}

/** Mean of what a histogram took in between two readings, milliseconds. */
export function meanMs(before: Series, after: Series, name: string, label?: string): number {
  const count = after.value(`${name}_count`, label) - before.value(`${name}_count`, label)
  const sum = after.value(`${name}_sum`, label) - before.value(`${name}_sum`, label)
  return count > 0 ? (sum / count) * 1_000 : 0
}
