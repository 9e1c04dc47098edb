import { rememberMonths } from '../month-memory.ts';
import type { RowColumns, Rows } from '../view.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { globalColumn, partnerColumns } from './partner-columns.ts';

/** A row for each thing that one of the partner's people completed. */
export interface PersonRows extends Rows {
  readonly person: Int32Array;
  readonly day: Int32Array;
  /** An index into the list of what can be completed. */
  readonly training: Uint8Array;
}

type Add = (day: number, training: number) => void;

export function personMonths(
  world: World,
  visit: (personKey: number, month: number, add: Add) => void,
): (month: number) => PersonRows {
  return rememberMonths((month) => collect(world, month, visit), world.budget);
}

/** The columns about the person of a row and where that person works. */
export function personColumns(world: World) {
  const { partner, people } = world;
  const person = (rows: PersonRows, row: number) => of(rows.person, row);
  const location = (rows: PersonRows, row: number) => people.locationOf(person(rows, row));
  return {
    ...partnerColumns(world, location),
    PGAMpnId: globalColumn(partner.globalMpnId),
    UserId: { type: 'text', texts: people.userIds, entity: person },
    PartnerCityLocation: { type: 'text', texts: partner.cities, entity: location },
    PartnerCountryLocation: { type: 'text', texts: partner.countryNames, entity: location },
  } satisfies RowColumns<PersonRows>;
}

function collect(
  { people }: World,
  month: number,
  visit: (personKey: number, month: number, add: Add) => void,
): PersonRows {
  const [persons, days, trainings]: [number[], number[], number[]] = [[], [], []];
  for (let place = 0; place < people.placeCount; place++) {
    const person = people.members.at(place, month);
    visit(of(people.members.key, person), month, (day, training) => {
      persons.push(person);
      days.push(day);
      trainings.push(training);
    });
  }
  return {
    month,
    count: persons.length,
    bytes: persons.length * 9,
    person: new Int32Array(persons),
    day: new Int32Array(days),
    training: new Uint8Array(trainings),
  };
}
