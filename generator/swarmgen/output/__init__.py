"""From generated text to files: format, put headers on, write, and tell whether the disk still agrees.

    tree = render(output, provenance)      # formatted bytes and modes by path
    write(tree, root)                      # the least change that makes `root` equal to the tree
    drift(tree, root)                      # how `root` differs from the tree, and what mends it

Only files that swarmgen wrote are ever changed or removed. Two marks tell them: the header inside the file, and the
file's line in `MANIFEST`.
"""
