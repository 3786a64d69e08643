/** Private output that is no event: what a look, a list or a refusal tells its author. */

export interface View {
  readonly kind: string
  readonly data: Readonly<Record<string, unknown>>
  /** Also send the data as the machine-readable state part of this name. */
  readonly state?: StatePart
}

export type StatePart = 'room' | 'char' | 'items' | 'group' | 'quests' | 'conflicts'

export interface AnswerType<D> {
  readonly kind: string
  readonly text: (data: D) => string
  (data: D, state?: StatePart): View
}

/** An answer that was found by the kind of a view; that kind guarantees that the view's data fit it. */
export interface AnyAnswer {
  readonly kind: string
  readonly text: (data: unknown) => string
}

/** Declares an answer: its kind and its words (with markup). Calling the result makes a view. */
export function defineAnswer<D extends object>(
  kind: string,
  text: (data: D) => string,
): AnswerType<D> {
  const make = (data: D, state?: StatePart): View => ({
    kind,
    data: data as Readonly<Record<string, unknown>>,
    ...(state ? { state } : {}),
  })
  return Object.assign(make, { kind, text })
}
