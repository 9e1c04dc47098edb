import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** `prose` wraps, and is not for long lists: their rows are of one height. */
  readonly look?: Look;
}

type Look = 'number' | 'code' | 'narrow' | 'short' | 'id' | 'prose' | 'actions';

interface Props<Row> {
  /** What the rows are, for those who don't see them. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row, index: number) => string | number;
  readonly isMarked?: (row: Row) => boolean;
}

/** As styles/table.css has it. */
const ROW_HEIGHT = 40;
/** A list that is shorter stands in the page whole. */
const LONGEST_WHOLE = 100;
const ROWS_AROUND = 10;

/** A long list scrolls in a window of its own, and only the rows in sight are there. */
export function Table<Row>({ label, columns, rows, keyOf, isMarked }: Props<Row>) {
  const isLong = rows.length > LONGEST_WHOLE;
  const scroller = useRef<HTMLDivElement>(null);
  const [first, last] = useRowsInSight(scroller, rows.length, isLong);
  return (
    <div
      class={isLong ? 'table-frame long' : 'table-frame'}
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map(({ title, look }, index) => (
              <th key={index} scope="col" class={look}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} columns={columns.length} />
          {rows.slice(first, last).map((row, index) => (
            <tr
              key={keyOf(row, first + index)}
              aria-rowindex={first + index + 2}
              class={isMarked?.(row) ? 'marked' : ''}
            >
              {columns.map(({ cell, look }, place) => (
                <Cell key={place} look={look} content={cell(row)} />
              ))}
            </tr>
          ))}
          <Gap rows={rows.length - last} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly look: Look | undefined;
  readonly content: ComponentChildren;
}

/** A text that does not fit is told whole by the tooltip. */
function Cell({ look, content }: CellProps) {
  return (
    <td class={look} {...(typeof content === 'string' ? { title: content } : {})}>
      {content}
    </td>
  );
}

/** Stands for rows out of sight. */
function Gap({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true" class="gap">
      <td colSpan={columns} style={{ height: `${rows * ROW_HEIGHT}px` }} />
    </tr>
  );
}

function useRowsInSight(
  scroller: { readonly current: HTMLDivElement | null },
  count: number,
  isLong: boolean,
): readonly [number, number] {
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(800);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || !isLong) return;
    const look = (): void => {
      setTop(Math.floor(element.scrollTop / ROW_HEIGHT));
      setHeight(element.clientHeight);
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [isLong]);
  if (!isLong) return [0, count];
  const first = Math.max(0, Math.min(top, count) - ROWS_AROUND);
  return [first, Math.min(count, top + Math.ceil(height / ROW_HEIGHT) + ROWS_AROUND)];
}
