/** Reading in components. */
import { useEffect, useState } from 'preact/hooks'
import type { BuiltKind } from '../../../schema/world-file/built-kinds.ts'
import { type Form, read, type Value } from './api.ts'
import { changed } from './store.ts'

/** A list, read again whenever the world or the path has changed; undefined before it is there, and without a path. */
export function useRead<T>(path: string): readonly T[] | undefined {
  const [list, setList] = useState<readonly T[]>()
  const again = changed.value
  useEffect(() => {
    void again
    let isOld = false
    if (!path) setList(undefined)
    else {
      void read<readonly T[]>(path).then((answer) => {
        if (answer.ok && !isOld) setList(answer.data)
      })
    }
    return () => {
      isOld = true
    }
  }, [path, again])
  return list
}

/** What only the importer of classic areas writes; shown where there is some. */
const imported = new Set(['vnum', 'notes'])
const forms = new Map<BuiltKind, Form>()

/** The fields of a kind, read once; without its id, which never changes. */
export function useForm(of: BuiltKind, value: Value = {}): Form {
  const [, show] = useState(0)
  useEffect(() => {
    if (forms.has(of)) return
    void read<Form>(`forms/${of}`).then((answer) => {
      if (answer.ok) forms.set(of, answer.data)
      show(forms.size)
    })
  }, [of])
  const form = forms.get(of) ?? []
  return form.filter(({ name }) => name !== 'id' && (!imported.has(name) || name in value))
}
