/** What a text client may ask while nobody behind it has signed in. */

/** What is known of a name: somebody has it, or nobody; `why` says that nobody may choose it either. */
export type NameFound = { readonly known: true } | { readonly known: false; readonly why?: string }

/** Every answer comes within about a second, and none rejects. */
export interface Lobby {
  /** The names of who is in the world, and how many they are; null when that cannot be said now. */
  readonly who: () => Promise<{ readonly names: readonly string[]; readonly count: number } | null>
  /** A name about which nothing can be said now counts as known: its owner has to come in. */
  readonly find: (name: string) => Promise<NameFound>
  /** Why somebody of that name may not choose the password, or null. */
  readonly problemOf: (password: string, name: string) => Promise<string | null>
}
