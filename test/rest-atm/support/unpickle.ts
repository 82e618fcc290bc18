import { spawnSync } from 'node:child_process';
import { interpreter } from '../../python/trial-process';

/** Stand-ins for the classes that a client of the original has installed. */
const PRELUDE = `
import base64, enum, json, pickle, pickletools, sys, types, warnings
warnings.simplefilter('ignore')
class ParamTypes(enum.Enum):
    INT = 1; INT_EXP = 2; INT_CAT = 3; FLOAT = 4; FLOAT_EXP = 5; FLOAT_CAT = 6; STRING = 7; BOOL = 8
class HyperParameter:
    def __new__(cls, param_type, param_range):
        made = object.__new__(cls); made.made_with = (param_type.name, list(param_range)); return made
    def __repr__(self): return f'{type(self).__name__}{self.made_with} {self._param_range} {self.range}'
module = types.ModuleType('btb.hyper_parameter'); module.ParamTypes = ParamTypes
for name in ('Int', 'IntExp', 'Float', 'FloatExp'):
    setattr(module, name + 'HyperParameter', type(name + 'HyperParameter', (HyperParameter,), {}))
sys.modules['btb'] = types.ModuleType('btb'); sys.modules['btb.hyper_parameter'] = module
def load(text):
    data = base64.b64decode(text)
    assert [a for o, a, _ in pickletools.genops(data) if o.name == 'PROTO'] == [3] and max(o.proto for o, _, _ in pickletools.genops(data)) <= 3
    return pickle.loads(data)
def show(v):
    if isinstance(v, dict): return '{' + ', '.join(f'{k!r}: {show(x)}' for k, x in v.items()) + '}'
    if type(v).__module__ == 'numpy': return f'{type(v).__name__}:{v.item()!r}'
    return repr(v)
def plain(v):
    if isinstance(v, HyperParameter): return {'type': v.made_with[0].lower(), 'range': v._param_range}
    if isinstance(v, list) and all(isinstance(x, tuple) for x in v): v = dict(v)
    if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
    return v.item() if type(v).__module__ == 'numpy' else v
`;

function python<T>(expression: string, texts: readonly string[]): T[] {
  const ran = spawnSync(interpreter, ['-c', `${PRELUDE}json.dump([${expression} for text in json.load(sys.stdin)], sys.stdout)`], { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 100_000_000 });
  if (ran.status !== 0) throw new Error(`python: ${ran.stderr || ran.error}`);
  return JSON.parse(ran.stdout);
}

/** Loads base64 pickles of protocol 3 in Python and gives back Python's own `repr`; numpy's numbers with their type. */
export const loadedByPython = (texts: readonly string[]) => python<string>('show(load(text))', texts);

/** Loads them and gives back what they say as JSON: lists of pairs as objects, hyperparameters as their type and range. */
export const plainByPython = (texts: readonly string[]) => python<unknown>('plain(load(text))', texts);
