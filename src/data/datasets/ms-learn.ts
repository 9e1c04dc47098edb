import { below, draw, label, weighted } from '../../primitives/seeded-random.ts';
import { daysIn, firstDayOf } from '../../primitives/month.ts';
import { textsOf } from '../texts.ts';
import { viewOf, type RowColumn, type View } from '../view.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { personColumns, personMonths, type PersonRows } from './person-rows.ts';

const LEARN = label('learn');
const DAY = label('learn day');
const TOPIC = label('learn topic');
const completionsOf = weighted([45, 33, 15, 7]);

/** Modules and learning paths that the partner's people completed. */
export function msLearn(world: World): View {
  const { learn } = world.words.trainings;
  const columns = personColumns(world);
  const field = (name: 'name' | 'type' | 'products' | 'roles'): RowColumn<PersonRows> => ({
    type: 'text',
    texts: textsOf(learn.map((training) => training[name])),
    entity: (rows, row) => of(rows.training, row),
  });
  const months = personMonths(world, (personKey, month, add) => {
    const key = draw(personKey ^ LEARN, month);
    for (let n = 0; n < completionsOf(key); n++) {
      const own = draw(key, n);
      add(firstDayOf(month) + below(draw(own, DAY), daysIn(month)), below(draw(own, TOPIC), learn.length));
    }
  });
  return viewOf(months, {
    ...columns,
    UserName: { type: 'text', texts: world.people.fullNames, entity: (rows, row) => of(rows.person, row) },
    TrainingName: field('name'),
    TrainingType: field('type'),
    Products: field('products'),
    Roles: field('roles'),
    CompletionDate: { type: 'date', value: (rows, row) => of(rows.day, row) },
    Country: columns.PartnerLocation,
  });
}
