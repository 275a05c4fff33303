import { AST_NODE_TYPES, ESLintUtils, type TSESTree } from '@typescript-eslint/utils'
import ts from 'typescript'

type Callback = TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression

/** What stands behind `await` and `void`; other expressions that do nothing are no-unused-expressions' business. */
const bare = (node: TSESTree.Expression): TSESTree.Expression =>
  node.type === AST_NODE_TYPES.AwaitExpression ||
  (node.type === AST_NODE_TYPES.UnaryExpression && node.operator === 'void')
    ? bare(node.argument)
    : node

const isNeverthrow = (symbol: ts.Symbol | undefined) =>
  symbol !== undefined &&
  ['Ok', 'Err'].includes(symbol.name) &&
  (symbol.declarations ?? []).some((declaration) => declaration.getSourceFile().fileName.includes('/neverthrow/'))

/** Whether a value of `type` is, or once awaited becomes, a neverthrow Result or a list with one. */
const holdsResult = (checker: ts.TypeChecker, type: ts.Type): boolean => {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Never)) return false
  const awaited = checker.getAwaitedType(type) ?? type
  const parts = awaited.isUnion() ? awaited.types : [awaited]
  return parts.some(
    (part) =>
      isNeverthrow(part.getSymbol()) ||
      ((checker.isArrayType(part) || checker.isTupleType(part)) &&
        checker.getTypeArguments(part as ts.TypeReference).some((element) => holdsResult(checker, element))),
  )
}

/**
 * Reports a Result that nobody looks at. `no-floating-promises` is content with `await useCase()`, and a type checker with
 * both; the error inside is lost all the same.
 */
export const noDroppedResult = ESLintUtils.RuleCreator.withoutDocs({
  meta: {
    type: 'problem',
    docs: { description: 'Every neverthrow Result is read, returned or passed on.' },
    messages: {
      dropped:
        'This Result is dropped and its error with it: return it, `yield*` it, or handle both sides with `match` or `isErr()`.',
    },
    schema: [],
  },
  defaultOptions: [],
  create: (context) => {
    const services = ESLintUtils.getParserServices(context)
    const checker = services.program.getTypeChecker()

    const checkCallback = (node: Callback) => {
      const callback = services.esTreeNodeToTSNodeMap.get(node)
      if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return
      const expected = checker.getContextualType(callback)?.getCallSignatures() ?? []
      const nobodyReads = expected.some((signature) => signature.getReturnType().flags & ts.TypeFlags.Void)
      const own = checker.getSignatureFromDeclaration(callback)
      if (nobodyReads && own && holdsResult(checker, own.getReturnType())) {
        context.report({ node: node.body, messageId: 'dropped' })
      }
    }

    return {
      ExpressionStatement: ({ expression }) => {
        const node = bare(expression)
        if (node.type === AST_NODE_TYPES.AssignmentExpression) return
        if (holdsResult(checker, services.getTypeAtLocation(node))) context.report({ node, messageId: 'dropped' })
      },
      ArrowFunctionExpression: checkCallback,
      FunctionExpression: checkCallback,
    }
  },
})
