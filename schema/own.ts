/**
 * The value under a word in a record, only if the record holds it itself. Every object also knows words
 * like `constructor` from its prototype, and players, files and clients may use any word.
 */
export function ownOf<V>(
  record: Readonly<Record<string, V>> | undefined,
  word: string | undefined,
): V | undefined {
  return record !== undefined && word !== undefined && Object.hasOwn(record, word)
    ? record[word]
    : undefined
}
