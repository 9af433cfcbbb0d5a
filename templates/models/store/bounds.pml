// Bounds: -DAGENTS=3 -DITEMS=3 -DFENCES=3. -DREADER adds a query, which takes no lock. Mutants: -DMUTANT_…;
// -DDROP_… leaves a single requirement out.
#ifndef AGENTS
#define AGENTS 2
#endif
#ifndef ITEMS
#define ITEMS 2
#endif
#ifndef FENCES
#define FENCES 2                   // how often an item is taken at most
#endif
#define CAPACITY(N) (N)            // owner 1 may hold one, owner 2 two
#define PROCESSES AGENTS           // process n speaks as owner n
