/** The rule that records are read by `ownOf`, told from the types of the source. */
import { relative } from 'node:path'
import ts from 'typescript'

/** The sources with their types. */
export interface Typed {
  readonly root: string
  readonly paths: readonly string[]
  readonly program: ts.Program
}

const isAnyText = (type: ts.Type): boolean =>
  type.isUnion() ? type.types.some(isAnyText) : (type.flags & ts.TypeFlags.String) !== 0

/** True for `record[word] = …` and `delete record[word]`. */
const isChanged = (node: ts.Node): boolean => {
  const { parent } = node
  if (!ts.isBinaryExpression(parent)) return ts.isDeleteExpression(parent)
  return (
    parent.left === node &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  )
}

/**
 * `record[word]` also finds `constructor` and what else every object knows. A word whose type is any
 * text is looked up by `ownOf`, which is the one function that may; the browser's page is not read.
 */
export function wordsAsKeys({ root, paths, program }: Typed): string[] {
  const checker = program.getTypeChecker()
  const found: string[] = []
  for (const file of program.getSourceFiles()) {
    if (!paths.includes(file.fileName) || /server\/pages\/|schema\/own\.ts$/.test(file.fileName))
      continue
    const visit = (node: ts.Node): void => {
      node.forEachChild(visit)
      if (!ts.isElementAccessExpression(node) || isChanged(node)) return
      const { expression, argumentExpression: word } = node
      if (ts.isStringLiteralLike(word) || !isAnyText(checker.getTypeAtLocation(word))) return
      const owner = checker.getNonNullableType(checker.getTypeAtLocation(expression))
      if (!checker.getIndexInfoOfType(owner, ts.IndexKind.String)) return
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
      const what = node.getText(file).slice(0, 60)
      found.push(`word-as-key: ${relative(root, file.fileName)}:${line + 1} ${what}`)
    }
    visit(file)
  }
  return found
}
