"""Speed of the generated coordinators: ratios against floors measured in the same run."""
