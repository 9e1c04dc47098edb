import type { Condition, Literal, QueryTree, SortKey } from '../../../src/query/syntax/query-tree.ts';

/** One canonical text for a query: one line, keywords in capitals, directions spelled out, names and numbers as written. */
export function printQuery(tree: QueryTree): string {
  const clauses = [
    `SELECT ${tree.distinct ? 'DISTINCT ' : ''}${tree.columns.map((name) => name.text).join(', ')}`,
    `FROM ${tree.dataset.text}`,
  ];
  if (tree.conditions.length > 0) clauses.push(`WHERE ${tree.conditions.map(printCondition).join(' AND ')}`);
  if (tree.order.length > 0) clauses.push(`ORDER BY ${tree.order.map(printSortKey).join(', ')}`);
  if (tree.limit !== null) clauses.push(`LIMIT ${tree.limit}`);
  if (tree.timespan !== null) clauses.push(`TIMESPAN ${tree.timespan.range}`);
  return clauses.join(' ');
}

function printCondition({ name, operator, values }: Condition): string {
  const printed = values.map(printLiteral).join(', ');
  const isList = operator === 'IN' || operator === 'NOT IN';
  return `${name.text} ${operator} ${isList ? `(${printed})` : printed}`;
}

function printLiteral({ kind, text }: Literal): string {
  return kind === 'number' ? text : `'${text.replaceAll("'", "''")}'`;
}

function printSortKey({ name, direction }: SortKey): string {
  return `${name.text} ${direction}`;
}
