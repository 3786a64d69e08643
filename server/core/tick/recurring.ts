/** Says when something is due that recurs a fixed time after it was last done. Times are monotonic. */
export class Recurring {
  readonly #everyMs: number
  #dueMs: number

  constructor({ everyMs, firstMs }: { readonly everyMs: number; readonly firstMs: number }) {
    this.#everyMs = everyMs
    this.#dueMs = firstMs
  }

  get dueMs(): number {
    return this.#dueMs
  }

  isDue(nowMs: number): boolean {
    return nowMs >= this.#dueMs
  }

  done(nowMs: number): void {
    this.#dueMs = nowMs + this.#everyMs
  }
}
